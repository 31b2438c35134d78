// fairseq's lists of convolutions: "[(512,10,5)] + [(512,3,2)] * 4 + [(512,2,2)] * 2". fairseq
// evaluates them as Python; here they are parsed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::weights {

struct ConvLayers {
  std::vector<std::int64_t> width, kernel, stride;  ///< one each a layer; at most 64
};

/// Throws Error(damaged) with `file` and the text for anything else.
ConvLayers conv_layers(std::string_view text, const std::string& file);

}  // namespace serhost::weights

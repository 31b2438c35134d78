// Values of the signature's fields that can be had from a run's files as well as from its data, in
// one way: so an older record's are recomputed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace serhost::run {

/// The field `selection` where nothing validates, whatever `protocol.select` says.
inline constexpr const char* kLastEpoch = "last";

struct ValidationClip {
  std::int64_t fold = 1;
  std::string key;
};

/// "speakers 0.2, 1f0c…": what was done, and a hash of the clips that validate, of each seed that
/// folds were drawn for, in any order.
std::string validation_text(const std::string& rule,
                            std::vector<std::vector<ValidationClip>> seeds);

/// "test clips cut to their middle 3 s", or "none" where no test clip is longer.
std::string cropping_text(std::size_t cropped, double seconds);

}  // namespace serhost::run

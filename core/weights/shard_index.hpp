// The index of a model in several files: model.safetensors.index.json,
// pytorch_model.bin.index.json.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace serhost::weights {

/// File by name of tensor. Files are plain names: an index cannot reach outside its folder. Throws
/// Error(damaged) with `file`.
std::map<std::string, std::string> parse_shard_index(std::string_view json,
                                                     const std::string& file);

}  // namespace serhost::weights

// What a model of some config needs of its weights, said before anything is made of either.
//
//   weights::require(weights, {.shapes = {{"norm.weight", {768}}}}, "model.safetensors");
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace serhost::weights {

/// See weights::require.
struct Needs {
  /// Names of the module, and their shapes.
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes = {};
  /// Patterns with a mark {i}, and how many different values it takes: {"layers.{i}.*", 12}.
  std::vector<std::pair<std::string, std::int64_t>> counts = {};
};

}  // namespace serhost::weights

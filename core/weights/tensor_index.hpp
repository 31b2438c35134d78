// A checkpoint without values: config, preprocessor, names, dtypes and shapes as JSON.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "weights/opened.hpp"

namespace serhost::weights {

std::string tensor_index_text(const Config& config, const Config& preprocessor,
                              const StoredTensors& tensors);

/// The inverse. Throws Error(damaged) with `file` for anything else.
Opened read_skeleton(std::string_view json, const std::filesystem::path& file);

}  // namespace serhost::weights

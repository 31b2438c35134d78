// Arrays in NumPy's own format, mapped from the file: a corpus in one array of gigabytes costs no
// memory until it is used.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>

namespace precomputed {

/// F32, F64 or F16 in C order, little-endian, versions 1 to 3. Throws std::runtime_error that names
/// the file, what was found and what was expected.
at::Tensor read_npy(const std::filesystem::path& file);

}  // namespace precomputed

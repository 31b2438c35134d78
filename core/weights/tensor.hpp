// The step from bytes in a file to a tensor.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "weights/stored.hpp"

namespace serhost::weights {

/// [any] A tensor over the mapped file, or a copy where the file has it at an address that its type
/// cannot have. `name` for errors. Throws std::runtime_error for a BOOL that is neither 0 nor 1.
at::Tensor tensor_of(const StoredTensor& stored, const std::string& name);

}  // namespace serhost::weights

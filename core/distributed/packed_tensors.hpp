// Tensors of any shape and type as one row of bytes, which processes can exchange.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace serhost::distributed {

/// [N] uint8 on the CPU.
at::Tensor packed(const std::vector<at::Tensor>& tensors);

/// The inverse; `bytes` may be longer than what was packed.
std::vector<at::Tensor> unpacked(const at::Tensor& bytes);

}  // namespace serhost::distributed

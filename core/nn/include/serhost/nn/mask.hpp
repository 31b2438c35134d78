// Masks of padded batches.
//
//   const auto inside = nn::valid(x.lengths, x.values.size(1), x.values.device());  // [B, F]
//   const auto zeroed = nn::mask_frames(x.values, x.lengths);                       // [B, F, W]
#pragma once

#include <ATen/core/Tensor.h>

namespace serhost::nn {

/// [B, F] bool on `device`, true where frame < length. `lengths` is [B] int64 on the CPU.
at::Tensor valid(const at::Tensor& lengths, std::int64_t frames, const at::Device& device);

/// [B, C, F] or [B, C, F, ...] with zeros behind each clip's length along dimension 2.
at::Tensor mask_channels_first(const at::Tensor& values, const at::Tensor& lengths);

/// [B, F, ...] with zeros behind each clip's length along dimension 1.
at::Tensor mask_frames(const at::Tensor& values, const at::Tensor& lengths);

}  // namespace serhost::nn

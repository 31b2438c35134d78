// Looking at the frames of padded batches by index.
//
//   const auto packed = nn::pack_frames(x.values, x.lengths);  // [B, F, W] to [N, W]
//   const auto back = nn::pad_frames(packed, x.lengths);       // zeros behind each clip's end
//   const auto last = nn::last_frames(x.values, x.lengths);    // [B, W]
#pragma once

#include <ATen/core/Tensor.h>

namespace serhost::nn {

/// [B, F, W] with each clip's valid frames in reverse order; frames behind its end stay where they
/// are.
at::Tensor reverse_frames(const at::Tensor& values, const at::Tensor& lengths);

/// [B, W], the last valid frame of each clip. `lengths` [B] int64 on the CPU, each at least 1.
at::Tensor last_frames(const at::Tensor& values, const at::Tensor& lengths);

/// The valid frames of [B, F, ...] one behind the other: [N, ...].
at::Tensor pack_frames(const at::Tensor& values, const at::Tensor& lengths);

/// The reverse of `pack_frames`: [N, ...] to [B, F, ...] with zeros behind each clip's end; F is
/// the longest of `lengths`.
at::Tensor pad_frames(const at::Tensor& packed, const at::Tensor& lengths);

}  // namespace serhost::nn

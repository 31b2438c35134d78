// Zero mean and unit variance within a clip.
//
//   const auto x = nn::standardize(frames.values, frames.lengths);  // [B, F, W]
//
// Source: (x - mean) / sqrt(variance + epsilon) per clip and feature.
#pragma once

#include <ATen/core/Tensor.h>

namespace serhost::nn {

/// Each feature of [B, F, W] over each clip's valid frames: (x - mean) / sqrt(variance + epsilon)
/// in fp32, with the biased variance; a feature that does not change becomes 0. Zeros behind each
/// clip's end.
at::Tensor standardize(const at::Tensor& values, const at::Tensor& lengths, double epsilon = 1e-5);

}  // namespace serhost::nn

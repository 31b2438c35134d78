// Maps of codes [N, frames, 64] as tokens of codes.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vq_mae_s {

/// Patches of `indices` adjacent indices by `frames` frames: blocks of time first, then of
/// frequency; within a patch each index's frames lie together. [N, F, I] to [N, tokens, codes].
inline at::Tensor patches(const at::Tensor& map, std::int64_t indices, std::int64_t frames) {
  const auto times = map.size(1) / frames, rows = map.size(2) / indices;
  return map.view({map.size(0), times, frames, rows, indices})
      .permute({0, 1, 3, 4, 2})
      .reshape({map.size(0), times * rows, indices * frames});
}

}  // namespace vq_mae_s

// Spectrograms in patches of 27 bins by 10 frames.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace spec_mae {

constexpr std::int64_t kBins = 27, kFrames = 10, kRows = 19;  // 19 patches of 27 bins are 513

/// [N, frames, 513] to [N, frames / 10 * 19, 270]: blocks of time first, then of frequency; within
/// a patch each bin's frames lie together.
inline at::Tensor patches(const at::Tensor& spectra) {
  const auto blocks = spectra.size(1) / kFrames;
  return spectra.view({spectra.size(0), blocks, kFrames, kRows, kBins})
      .permute({0, 1, 3, 4, 2})
      .reshape({spectra.size(0), blocks * kRows, kBins * kFrames});
}

}  // namespace spec_mae

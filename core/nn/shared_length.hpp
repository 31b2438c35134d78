// oneDNN makes code for every shape of a convolution that it meets, forward and backward, and keeps
// 1024 of them: with clips that all differ in length a small encoder spends most of its training on
// that. So convolutions are given lengths that many clips share.
#pragma once

#include <cstdint>

namespace serhost::nn {

/// [any] `frames`, at least 1, rounded up to a multiple of 16: 0.3 s, so that clips up to 20 s have
/// 63 lengths.
inline std::int64_t shared_length(std::int64_t frames) {
  constexpr std::int64_t kStep = 16;
  return (frames + kStep - 1) / kStep * kStep;
}

}  // namespace serhost::nn

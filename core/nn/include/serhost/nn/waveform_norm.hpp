// Zero mean and unit variance of a whole clip, as the extractors of pre-trained encoders were fed.
//
//   const auto clip = nn::normalize_waveform(wave, 1e-7);  // [T]
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

namespace serhost::nn {

/// [run] (x - mean) / sqrt(variance + epsilon) of `clip` [T] in fp32, with the biased variance,
/// sums in fp64. Transformers takes an epsilon of 1e-7, fairseq and emotion2vec 1e-5, which differs
/// for nearly silent clips alone.
at::Tensor normalize_waveform(const at::Tensor& clip, double epsilon = 1e-7);

/// The same in words, for OnnxBackbone::onnx_front_end.
inline constexpr const char* kNormalizedWaveform = "each waveform to zero mean and unit variance";

}  // namespace serhost::nn

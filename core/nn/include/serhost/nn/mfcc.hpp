// Mel-frequency cepstral coefficients and their slopes over time.
//
//   const nn::Mfcc mfcc({.log_mel = {.mels = 40}, .coefficients = 13, .deltas = 2});
//   const auto frames = mfcc(audio.values, audio.lengths);  // [B, T] to [B, F, 39]
//
// Source: Davis, Mermelstein, "Comparison of Parametric Representations", 1980; deltas as HTK has
// them.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <serhost/nn/log_mel.hpp>

namespace serhost::nn {

/// The first `count` columns of the orthonormal DCT-II of `mels` points: [mels, count] fp64 on the
/// CPU.
at::Tensor dct_matrix(std::int64_t mels, std::int64_t count);

/// Slopes by regression over two frames to either side, (sum of n (x[f + n] - x[f - n])) / 10 for n
/// = 1, 2, where a clip's first and last frame are repeated beyond its ends. `values` [B, F, W] and
/// `lengths` [B] to [B, F, W].
at::Tensor deltas(const at::Tensor& values, const at::Tensor& lengths);

/// What an Mfcc gives.
struct MfccOptions {
  /// Of the spectra below.
  LogMelOptions log_mel = {};
  std::int64_t coefficients = 40;  ///< from the 0th; no liftering
  std::int64_t deltas = 0;  ///< 1: slopes behind the coefficients; 2: and the slopes of those
};

/// [run] As LogMel, to [B, F, width()].
class Mfcc {
 public:
  /// Throws std::invalid_argument for options that contradict each other.
  explicit Mfcc(const MfccOptions& options);

  /// Knows lengths and frames.
  const LogMel& log_mel() const { return log_mel_; }
  /// Columns of a frame.
  std::int64_t width() const { return options_.coefficients * (1 + options_.deltas); }
  /// [run] As LogMel.
  at::Tensor operator()(const at::Tensor& waveform, const at::Tensor& lengths) const;

  /// [run] As LogMel.
  onnx::Sequence to_onnx(const onnx::Sequence& audio) const;
  /// What it does, in words.
  std::string words() const;

 private:
  MfccOptions options_;
  LogMel log_mel_;
  Constant dct_;
};

}  // namespace serhost::nn

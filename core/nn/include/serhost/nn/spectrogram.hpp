// Spectra as librosa makes them: centered frames, Slaney's mel scale, decibels. For systems whose
// published figures stand on them; LogMel is the front end of everything else.
//
//   const nn::Spectrogram power({.fft = 2048, .hop = 512});
//   const auto mel = at::matmul(power(clip), nn::slaney_filters(22050, 2048, 128));  // [F, 128]
//   const auto decibels = nn::decibels(mel);
//
// Source: Slaney, "Auditory Toolbox", 1998; McFee et al., "librosa", 2015.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <serhost/nn/constant.hpp>

namespace serhost::nn {

/// What a frame sees beyond the ends of a clip.
enum class Edges {
  none,         ///< nothing: frame f begins at sample f * hop
  zeros,        ///< silence: frame f is centered on sample f * hop
  reflect,      ///< the clip mirrored at its ends: frame f is centered on sample f * hop
  zeros_behind  ///< silence behind the clip: frame f begins at sample f * hop, the last sample is
                ///< seen
};

/// Lengths in samples.
struct SpectrogramOptions {
  /// The window is as long: periodic Hann.
  std::int64_t fft = 2048;
  /// From frame to frame.
  std::int64_t hop = 512;
  Edges edges = Edges::zeros;  ///< beyond the ends of a clip
  bool power = true;           ///< false: magnitudes
};

/// [any] One clip at a time, in fp32 whatever the autocast state.
class Spectrogram {
 public:
  /// Throws std::invalid_argument for an FFT or a hop below 1.
  explicit Spectrogram(const SpectrogramOptions& options);
  /// As it was made.
  const SpectrogramOptions& options() const { return options_; }
  std::int64_t frames(std::int64_t samples) const;  ///< 0: too short
  std::int64_t shortest() const;                    ///< samples of the shortest clip with a frame
  /// `clip` [T] to [frames(T), fft / 2 + 1].
  at::Tensor operator()(const at::Tensor& clip) const;

 private:
  SpectrogramOptions options_;
  Constant window_;
};

/// Triangles on Slaney's scale (linear below 1 kHz), each of area 1: [fft / 2 + 1, mels] fp64 on
/// the CPU. `highest` 0: half the rate.
at::Tensor slaney_filters(std::int64_t sample_rate, std::int64_t fft, std::int64_t mels,
                          double lowest = 0.0, double highest = 0.0);

/// 10 log10(max(x, 1e-10)), at least the largest of them minus `range`.
at::Tensor decibels(const at::Tensor& values, double range = 80.0);

}  // namespace serhost::nn

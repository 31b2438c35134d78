// Log-mel spectra of padded batches of waveforms, in fp32 whatever the autocast state.
//
//   const nn::LogMel log_mel(nn::LogMelOptions{.mels = 80});
//   const auto frames = log_mel(audio.values, audio.lengths);  // [B, T] to [B, F, 80]
//   return {.values = frames, .lengths = log_mel.frames(audio.lengths)};
//
// Source: the scale of HTK, mel(f) = 1127 ln(1 + f / 700); Davis, Mermelstein, 1980.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <serhost/nn/constant.hpp>
#include <serhost/onnx.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

/// Lengths in samples, frequencies in Hz.
struct LogMelOptions {
  /// Hz.
  std::int64_t sample_rate = 16000;
  std::int64_t window = 400;  ///< periodic Hann
  /// Samples from frame to frame.
  std::int64_t hop = 160;
  std::int64_t fft = 512;  ///< the window is followed by zeros up to it
  /// Bands.
  std::int64_t mels = 64;
  /// Hz: where the first band begins and the last ends.
  double lowest = 20.0, highest = 8000.0;
  bool power = true;  ///< false: magnitudes
  /// Added before the logarithm. The default lies above the rounding noise of a 16-bit recording,
  /// so that digital silence and quiet noise look alike.
  double floor = 1e-6;

  /// Those of VGGish: magnitudes, 64 bands from 125 to 7500 Hz, log(mel + 0.01).
  static LogMelOptions vggish() {
    return {.lowest = 125.0, .highest = 7500.0, .power = false, .floor = 0.01};
  }
};

/// Where the bands begin, peak and end, in Hz: band i rises from edge i to i + 1 and falls to i
/// + 2.
std::vector<double> mel_edges(const LogMelOptions& options);

/// Triangles linear on the scale 1127 ln(1 + f / 700), without area normalization; the bin of 0 Hz
/// counts for nothing. [fft / 2 + 1, mels] fp64 on the CPU. Throws std::invalid_argument where a
/// band would hold no bin of the spectrum.
at::Tensor mel_filters(const LogMelOptions& options);

/// [run] Frames are not centered: frame f looks at samples f * hop to f * hop + window. A clip's
/// frames do not depend on its batch or padding: on the CPU, where it is also faster, each clip is
/// worked on alone.
class LogMel {
 public:
  /// Throws std::invalid_argument for options that contradict each other.
  explicit LogMel(const LogMelOptions& options);

  /// As it was made.
  const LogMelOptions& options() const { return options_; }
  std::int64_t frames(std::int64_t samples) const;     ///< 0: shorter than a window
  std::int64_t samples(std::int64_t frames) const;     ///< the fewest that give so many frames
  at::Tensor frames(const at::Tensor& samples) const;  ///< [B] int64

  /// `waveform` [B, T] with `lengths` [B] int64 on the CPU, to [B, F, mels] fp32 with zeros behind
  /// each clip's frames; F is that of the longest clip.
  at::Tensor operator()(const at::Tensor& waveform, const at::Tensor& lengths) const;

  /// The same; what lies behind a clip's frames is not 0.
  onnx::Sequence to_onnx(const onnx::Sequence& audio) const;
  /// What it does, in words.
  std::string words() const;

 private:
  at::Tensor spectra(const at::Tensor& waveform) const;  // [..., T] to [..., F, mels]

  LogMelOptions options_;
  Constant window_, filters_;
};

}  // namespace serhost::nn

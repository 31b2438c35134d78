// What SpecMAE and VQ-MAE-S hear: power spectra of a clip whose largest sample is 1, in windows of
// so many frames.
//
//   const nn::PowerWindows hear(200);
//   const auto windows = hear(audio);  // [B, T] to [B, P, 200, 513]
//
// Source: Sadok et al., "A Vector Quantized Masked Autoencoder for Speech Emotion Recognition",
// 2023.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <serhost/backbone.hpp>
#include <serhost/nn/spectrogram.hpp>
#include <vector>

namespace serhost::nn {

/// [run] Windows of 1024 samples every 320 at 16 kHz, centered, with silence beyond the ends. A
/// clip of fewer frames than a window is repeated; the last window of a longer one ends where it
/// does.
class PowerWindows {
 public:
  /// So many frames a window; 200 are 4 s.
  explicit PowerWindows(std::int64_t frames);
  /// Values of a frame.
  static constexpr std::int64_t kBins = 513;
  /// Of a clip of so many samples; 0 of none.
  std::int64_t windows(std::int64_t samples) const;
  /// [B, T] to [B, P, frames, 513].
  Sequence operator()(const Sequence& audio) const;

 private:
  at::Tensor of_clip(const at::Tensor& clip) const;  // [T] to [P, frames, 513]

  std::int64_t frames_;
  Spectrogram power_;
};

/// What an encoder gives for the tokens of every window, each [N, T, D] with the class token first
/// and N the windows of all clips, as frames of the clips: their windows' tokens one behind the
/// other. `windows` [B] int64 on the CPU. The summary is the mean of a clip's class tokens.
std::vector<Sequence> frames_of_windows(const std::vector<at::Tensor>& states,
                                        const at::Tensor& windows);

}  // namespace serhost::nn

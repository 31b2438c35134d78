// What OpenL3 hears: windows of a second at 48 kHz, each a spectrogram in decibels below its
// loudest value.
#pragma once

#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/sinc_resampler.hpp>
#include <serhost/nn/spectrogram.hpp>
#include <string>

namespace l3_net {

constexpr std::int64_t kRate = 48000;

struct FrontEndOptions {
  std::string input = "mel256";     ///< mel128, mel256 or linear
  std::string front_end = "kapre";  ///< or librosa
  std::int64_t window = kRate, hop = kRate / 10;
  bool center = true;            ///< half a second of silence in front
  std::int64_t source_rate = 0;  ///< Hz of the waveforms it gets; 0: 48,000
};

class FrontEnd {
 public:
  explicit FrontEnd(const FrontEndOptions& options);
  std::int64_t rate() const;
  std::int64_t bands() const;                       ///< rows of a spectrogram
  std::int64_t columns() const;                     ///< its frames
  std::int64_t shortest() const;                    ///< samples of a clip that has any at 48 kHz
  std::int64_t windows(std::int64_t length) const;  ///< of a clip
  /// One window [T] to [bands, columns].
  at::Tensor decibels(const at::Tensor& window) const;
  /// [B, T] to [B, P, bands, columns].
  serhost::Sequence operator()(const serhost::Sequence& audio) const;

 private:
  std::int64_t padded(std::int64_t samples) const;  // so that windows use every sample
  at::Tensor spectrograms(const at::Tensor& clip) const;

  FrontEndOptions options_;
  serhost::nn::Spectrogram magnitude_;
  std::optional<serhost::nn::SincResampler> resample_;
  serhost::nn::Constant filters_;  // of mel inputs
};

}  // namespace l3_net

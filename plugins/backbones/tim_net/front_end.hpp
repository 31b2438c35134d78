// The MFCC of TIM-Net, as librosa makes them: 22,050 Hz, windows of 2048 samples every 512.
#pragma once

#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/sinc_resampler.hpp>
#include <serhost/nn/spectrogram.hpp>
#include <string>

namespace tim_net {

constexpr std::int64_t kRate = 22050, kMels = 128;

struct FrontEndOptions {
  std::int64_t coefficients = 39;
  std::string padding = "zeros";
  std::int64_t fit = 0;          ///< samples at 22,050 Hz that each clip is brought to; 0: none
  std::int64_t source_rate = 0;  ///< Hz of the waveforms it gets; 0: 22,050
};

/// Zeros on both sides of a shorter clip, the middle of a longer one: [T] to [samples].
at::Tensor fit(const at::Tensor& clip, std::int64_t samples);

class FrontEnd {
 public:
  explicit FrontEnd(const FrontEndOptions& options);
  std::int64_t rate() const;
  std::int64_t shortest() const;
  std::int64_t frames(std::int64_t length) const;
  /// [B, T] to [B, F, coefficients], zeros behind each clip's frames.
  serhost::Sequence operator()(const serhost::Sequence& audio) const;

 private:
  std::int64_t samples(std::int64_t length) const;  // at 22,050 Hz
  at::Tensor mfcc(const at::Tensor& clip) const;

  FrontEndOptions options_;
  serhost::nn::Spectrogram power_;
  std::optional<serhost::nn::SincResampler> resample_;
  serhost::nn::Constant filters_, dct_;
};

}  // namespace tim_net

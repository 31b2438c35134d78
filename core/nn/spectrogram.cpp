// The spectra of one clip: its ends first, then one strided view of frames and one FFT.
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/fft_rfft.h>
#include <ATen/ops/hann_window.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/reflection_pad1d.h>
#include <ATen/ops/view_as_real.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/spectrogram.hpp>
#include <stdexcept>

namespace serhost::nn {
namespace {

constexpr double kLinear = 200.0 / 3;  // Hz of a mel below 1 kHz
constexpr double kCorner = 1000.0;
const double kStep = std::log(6.4) / 27.0;  // of the logarithm above it

double slaney_mel(double hertz) {
  return hertz < kCorner ? hertz / kLinear : kCorner / kLinear + std::log(hertz / kCorner) / kStep;
}

double slaney_hertz(double mel) {
  const double corner = kCorner / kLinear;
  return mel < corner ? mel * kLinear : kCorner * std::exp(kStep * (mel - corner));
}

}  // namespace

Spectrogram::Spectrogram(const SpectrogramOptions& options)
    : options_(options), window_(at::hann_window(options.fft, true, at::kDouble)) {
  if (options.fft < 1 || options.hop < 1)
    throw std::invalid_argument("the FFT and the hop of a spectrogram must be at least 1");
}

std::int64_t Spectrogram::shortest() const {
  switch (options_.edges) {
    case Edges::none:
      return options_.fft;
    case Edges::reflect:
      return options_.fft / 2 + 1;  // a mirror needs what it shows
    default:
      return 1;
  }
}

std::int64_t Spectrogram::frames(std::int64_t samples) const {
  if (samples < shortest()) return 0;
  switch (options_.edges) {
    case Edges::none:
      return 1 + (samples - options_.fft) / options_.hop;
    case Edges::zeros_behind:
      return (samples + options_.hop - 1) / options_.hop;
    default:
      return 1 + (samples + options_.fft / 2 * 2 - options_.fft) / options_.hop;
  }
}

at::Tensor Spectrogram::operator()(const at::Tensor& clip) const {
  const NoAutocast fp32;
  auto wave = clip.to(at::kFloat);
  const auto side = options_.fft / 2, count = frames(wave.size(0));
  if (options_.edges == Edges::zeros) wave = at::constant_pad_nd(wave, {side, side});
  else if (options_.edges == Edges::reflect)
    wave = at::reflection_pad1d(wave.unsqueeze(0), {side, side}).squeeze(0);
  else if (options_.edges == Edges::zeros_behind)
    wave = at::constant_pad_nd(
        wave,
        {0, std::max<std::int64_t>(0, (count - 1) * options_.hop + options_.fft - wave.size(0))});
  const auto framed =
      wave.unfold(0, options_.fft, options_.hop).narrow(0, 0, count).mul(window_.on(wave.device()));
  const auto spectrum = at::view_as_real(at::fft_rfft(framed)).square().sum(-1);
  return options_.power ? spectrum : spectrum.sqrt();
}

at::Tensor slaney_filters(std::int64_t sample_rate, std::int64_t fft, std::int64_t mels,
                          double lowest, double highest) {
  const auto bins = fft / 2 + 1;
  const double rate = static_cast<double>(sample_rate);
  const double from = slaney_mel(lowest), to = slaney_mel(highest > 0 ? highest : rate / 2);
  const auto edge = [&](std::int64_t i) {
    return slaney_hertz(
        std::lerp(from, to, static_cast<double>(i) / static_cast<double>(mels + 1)));
  };
  auto filters = at::zeros({bins, mels}, at::kDouble);
  auto weights = filters.accessor<double, 2>();
  for (std::int64_t band = 0; band < mels; ++band) {
    const double left = edge(band), center = edge(band + 1), right = edge(band + 2);
    for (std::int64_t bin = 0; bin < bins; ++bin) {
      const double hertz = static_cast<double>(bin) * rate / static_cast<double>(fft);
      const double rising = (hertz - left) / (center - left),
                   falling = (right - hertz) / (right - center);
      weights[bin][band] = std::max(0.0, std::min(rising, falling)) * 2.0 / (right - left);
    }
  }
  return filters;
}

at::Tensor decibels(const at::Tensor& values, double range) {
  const auto level = values.clamp_min(1e-10).log10().mul(10.0);
  return level.numel() == 0 ? level : at::maximum(level, level.max() - range);
}

}  // namespace serhost::nn

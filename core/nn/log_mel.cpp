// Log-mel spectra: one strided view of overlapping frames, one batched real FFT, one product with
// the filters.
#include <ATen/ops/fft_rfft.h>
#include <ATen/ops/hann_window.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/view_as_real.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/log_mel.hpp>
#include <serhost/nn/mask.hpp>
#include <serhost/nn/precision.hpp>
#include <stdexcept>
#include <string>

namespace serhost::nn {
namespace {

double mel_of(double hertz) { return 1127.0 * std::log1p(hertz / 700.0); }
double hertz_of(double mel) { return 700.0 * std::expm1(mel / 1127.0); }

void check(const LogMelOptions& o) {
  auto fail = [](const std::string& what) { throw std::invalid_argument(what); };
  if (o.sample_rate < 1 || o.window < 1 || o.hop < 1 || o.mels < 1)
    fail("sample rate, window, hop and mel bands must be at least 1");
  if (o.fft < o.window) {
    fail("the FFT has " + std::to_string(o.fft) + " points, but must hold the window of " +
         std::to_string(o.window) + " samples");
  }
  if (o.lowest < 0 || o.highest <= o.lowest || o.highest > static_cast<double>(o.sample_rate) / 2) {
    fail("mel bands from " + std::to_string(o.lowest) + " to " + std::to_string(o.highest) +
         " Hz, but they must rise from 0 or more to at most " + std::to_string(o.sample_rate / 2) +
         " Hz");
  }
  if (!(o.floor > 0)) fail("the floor of a log-mel spectrum must be above 0");
}

/// Edge `i` of mels + 2, in mel.
double edge(const LogMelOptions& o, std::int64_t i) {
  return std::lerp(mel_of(o.lowest), mel_of(o.highest),
                   static_cast<double>(i) / static_cast<double>(o.mels + 1));
}

}  // namespace

std::vector<double> mel_edges(const LogMelOptions& options) {
  check(options);
  std::vector<double> hertz;
  for (std::int64_t i = 0; i < options.mels + 2; ++i) hertz.push_back(hertz_of(edge(options, i)));
  return hertz;
}

at::Tensor mel_filters(const LogMelOptions& options) {
  check(options);
  const auto bins = options.fft / 2 + 1;
  auto filters = at::zeros({bins, options.mels}, at::kDouble);
  auto weights = filters.accessor<double, 2>();
  for (std::int64_t band = 0; band < options.mels; ++band) {
    const double left = edge(options, band), center = edge(options, band + 1),
                 right = edge(options, band + 2);
    bool empty = true;
    for (std::int64_t bin = 1; bin < bins; ++bin) {
      const double mel =
          mel_of(static_cast<double>(bin) * static_cast<double>(options.sample_rate) /
                 static_cast<double>(options.fft));
      const double weight =
          std::max(0.0, std::min((mel - left) / (center - left), (right - mel) / (right - center)));
      weights[bin][band] = weight;
      empty = empty && weight == 0.0;
    }
    if (empty) {
      throw std::invalid_argument(
          "mel band " + std::to_string(band + 1) + " of " + std::to_string(options.mels) +
          " holds no bin of an FFT of " + std::to_string(options.fft) +
          " points; take fewer bands, a longer FFT or a higher lowest frequency");
    }
  }
  return filters;
}

LogMel::LogMel(const LogMelOptions& options)
    : options_(options),
      window_(at::hann_window(options.window, true, at::kDouble)),
      filters_(mel_filters(options)) {}

std::int64_t LogMel::frames(std::int64_t samples) const {
  return samples < options_.window ? 0 : 1 + (samples - options_.window) / options_.hop;
}

std::int64_t LogMel::samples(std::int64_t frames) const {
  return options_.window + (std::max<std::int64_t>(frames, 1) - 1) * options_.hop;
}

at::Tensor LogMel::frames(const at::Tensor& samples) const {
  return samples.sub(options_.window).div(options_.hop, "floor").add(1).clamp_min(0);
}

at::Tensor LogMel::spectra(const at::Tensor& waveform) const {
  const auto frames =
      waveform.unfold(-1, options_.window, options_.hop).mul(window_.on(waveform.device()));
  auto spectrum = at::view_as_real(at::fft_rfft(frames, options_.fft)).square().sum(-1);
  if (!options_.power) spectrum = spectrum.sqrt();
  return at::matmul(spectrum, filters_.on(waveform.device())).add(options_.floor).log();
}

at::Tensor LogMel::operator()(const at::Tensor& waveform, const at::Tensor& lengths) const {
  const NoAutocast fp32;
  const auto audio = waveform.to(at::kFloat);
  const auto counts = frames(lengths);
  const auto longest = counts.numel() == 0 ? 0 : counts.max().item<std::int64_t>();
  if (longest == 0) return audio.new_zeros({audio.size(0), 0, options_.mels});
  if (!audio.is_cpu()) return mask_frames(spectra(audio.narrow(1, 0, samples(longest))), counts);

  auto out = audio.new_zeros({audio.size(0), longest, options_.mels});
  const auto* count = counts.const_data_ptr<std::int64_t>();
  for (std::int64_t clip = 0; clip < audio.size(0); ++clip) {
    if (count[clip] == 0) continue;
    out.select(0, clip)
        .narrow(0, 0, count[clip])
        .copy_(spectra(audio.select(0, clip).narrow(0, 0, samples(count[clip]))));
  }
  return out;
}

}  // namespace serhost::nn

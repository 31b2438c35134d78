// Noise in time, and in the spectrum.
#include "train/occlusion.hpp"

#include <ATen/ops/fft_irfft.h>
#include <ATen/ops/fft_rfft.h>
#include <ATen/ops/randn.h>

#include <algorithm>
#include <cmath>

#include "model/randomness.hpp"

namespace serhost::train {
namespace {

constexpr double kLowest = 20.0;  // Hz

double mel_of(double hertz) { return 2595.0 * std::log10(1.0 + hertz / 700.0); }
double hertz_of(double mel) { return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0); }

}  // namespace

std::vector<std::pair<std::int64_t, std::int64_t>> pieces_of(std::int64_t samples,
                                                             std::int64_t size) {
  std::vector<std::pair<std::int64_t, std::int64_t>> out;
  for (std::int64_t first = 0; first < samples; first += size)
    out.emplace_back(first, std::min(first + size, samples));
  return out;
}

std::vector<double> mel_edges(std::int64_t count, std::int64_t sample_rate) {
  const double low = mel_of(kLowest), high = mel_of(static_cast<double>(sample_rate) / 2.0);
  std::vector<double> out;
  for (std::int64_t i = 0; i <= count; ++i)
    out.push_back(
        hertz_of(low + (high - low) * static_cast<double>(i) / static_cast<double>(count)));
  out.front() = kLowest;
  out.back() = static_cast<double>(sample_rate) / 2.0;
  return out;
}

double quietest(const at::Tensor& audio, std::int64_t sample_rate) {
  constexpr double kFrame = 0.025, kTenth = 0.1;
  const auto size = std::min<std::int64_t>(
      audio.size(0),
      std::max<std::int64_t>(1, std::lround(kFrame * static_cast<double>(sample_rate))));
  const auto power = std::get<0>(
      audio.to(at::kDouble).unfold(0, size, size).square().mean(1).to(at::kCPU).sort(0));
  const auto count = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(kTenth * static_cast<double>(power.size(0))));
  return std::sqrt(power.narrow(0, 0, count).mean().item<double>());
}

Occluded::Occluded(const at::Tensor& audio, std::int64_t sample_rate)
    : audio_(audio), sample_rate_(sample_rate), quiet_(quietest(audio, sample_rate)) {
  constexpr std::uint64_t kSeed = 1;
  noise_ = at::randn({audio.size(0)}, model::make_generator(kSeed)).to(audio.device());
}

at::Tensor Occluded::without_piece(std::int64_t first, std::int64_t end) const {
  auto out = audio_.clone();
  out.narrow(0, first, end - first).copy_(noise_.narrow(0, first, end - first) * quiet_);
  return out;
}

at::Tensor Occluded::band_of(const at::Tensor& audio, double low, double high) const {
  auto spectrum = at::fft_rfft(audio);
  const double step = static_cast<double>(sample_rate_) / static_cast<double>(audio.size(0));
  const auto bins = spectrum.size(0);
  const auto first = std::min(static_cast<std::int64_t>(std::ceil(low / step)), bins),
             end = std::min(static_cast<std::int64_t>(std::ceil(high / step)), bins);
  spectrum.narrow(0, 0, first).zero_();
  spectrum.narrow(0, end, bins - end).zero_();
  return at::fft_irfft(spectrum, audio.size(0));
}

at::Tensor Occluded::without_band(double low, double high) const {
  const auto band = band_of(audio_, low, high), noise = band_of(noise_, low, high);
  const auto loud = noise.square().mean().sqrt().item<double>();
  const auto rest = audio_ - band;
  return loud > 0.0 ? rest + noise * (quietest(band, sample_rate_) / loud) : rest;
}

}  // namespace serhost::train

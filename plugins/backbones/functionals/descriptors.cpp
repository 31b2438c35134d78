// Every descriptor is a vector operation over all frames of one clip, so that it is the same in any
// company.
#include "descriptors.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/fft_irfft.h>
#include <ATen/ops/fft_rfft.h>
#include <ATen/ops/full.h>
#include <ATen/ops/hann_window.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/view_as_real.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <serhost/nn/precision.hpp>

namespace functionals {

namespace nn = serhost::nn;

namespace {

constexpr double kRate = 16000;
constexpr std::int64_t kFft = 2048;                     // room for lags without wrapping
constexpr std::int64_t kShortest = 40, kLongest = 266;  // samples of a period: 400 to 60 Hz
constexpr double kVoiced = 0.5;                         // of the normalized autocorrelation
constexpr double kQuiet = 1e-8;                         // power below which nothing is voiced
constexpr std::int64_t kOrder = 18, kCoefficients = 13;
struct Band {
  double from, to;
};
constexpr double kApart = 250;  // Hz from one formant to the next, at least
constexpr std::array<Band, 3> kFormants = {{{200, 1000}, {800, 2600}, {1800, 3600}}};

at::Tensor power_of(const at::Tensor& frames, std::int64_t fft) {
  return at::view_as_real(at::fft_rfft(frames, fft)).square().sum(-1);
}

/// [F, lags] from 0.
at::Tensor autocorrelation(const at::Tensor& power) { return at::fft_irfft(power, kFft); }

/// The place of the largest value, refined by a parabola through its neighbors.
at::Tensor refined(const at::Tensor& values, const at::Tensor& peak) {
  const auto last = values.size(1) - 1;
  const auto at_place = [&](const at::Tensor& i) {
    return values.gather(1, i.clamp(0, last).unsqueeze(1)).squeeze(1);
  };
  const auto left = at_place(peak - 1), middle = at_place(peak), right = at_place(peak + 1);
  const auto bend = (left - 2 * middle + right).clamp_max(-1e-9);
  return peak + (0.5 * (left - right) / bend).clamp(-0.5, 0.5);
}

/// Linear prediction by Levinson and Durbin: [F, kOrder + 1], the first 1.
at::Tensor prediction(const at::Tensor& correlation) {
  const auto r = correlation.narrow(1, 0, kOrder + 1);
  auto error = r.select(1, 0) * (1 + 1e-6) + 1e-9;
  std::vector<at::Tensor> a = {at::ones_like(error)};
  for (std::int64_t i = 1; i <= kOrder; ++i) {
    auto sum = r.select(1, i);
    for (std::int64_t j = 1; j < i; ++j)
      sum = sum + a[static_cast<std::size_t>(j)] * r.select(1, i - j);
    const auto reflection = -sum / error;
    auto next = a;
    for (std::int64_t j = 1; j < i; ++j)
      next[static_cast<std::size_t>(j)] =
          a[static_cast<std::size_t>(j)] + reflection * a[static_cast<std::size_t>(i - j)];
    next.push_back(reflection);
    a = std::move(next);
    error = error * (1 - reflection.square()).clamp_min(1e-6);
  }
  return at::stack(a, 1);
}

}  // namespace

Descriptors::Descriptors()
    : window_(at::hann_window(kFrame, true, at::kDouble)),
      mfcc_({.log_mel = {.window = kFrame, .hop = kHop, .fft = 1024, .mels = 40},
             .coefficients = kCoefficients,
             .deltas = 1}) {}

const std::vector<std::string>& Descriptors::names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out = {"pitch",    "voicing",   "energy",    "zero_crossings",
                                    "centroid", "spread",    "flatness",  "rolloff",
                                    "flux",     "formant_1", "formant_2", "formant_3"};
    for (const auto* kind : {"mfcc_", "mfcc_slope_"})
      for (std::int64_t i = 0; i < kCoefficients; ++i) out.push_back(kind + std::to_string(i));
    return out;
  }();
  return names;
}

bool Descriptors::of_voice(std::size_t descriptor) {
  return descriptor == 0 || (descriptor >= 9 && descriptor <= 11);
}

Descriptors::Pitch Descriptors::pitch_of(const at::Tensor& shaped, const at::Tensor& power) const {
  // The autocorrelation of the window is divided out, as Boersma does.
  const auto own = autocorrelation(power_of(shaped, kFft));
  const auto shape = autocorrelation(power_of(window_.on(shaped.device()).unsqueeze(0), kFft));
  const auto lags = kLongest + 2;
  const auto normal = (own.narrow(1, 0, lags) / (own.narrow(1, 0, 1) + 1e-9)) /
                      (shape.narrow(1, 0, lags) / shape.narrow(1, 0, 1));
  // Shorter periods win where twice the period fits as well.
  const auto cost = at::arange(kShortest, lags, shaped.options()).div(kShortest).log2().mul(0.1);
  const auto candidates = normal.narrow(1, kShortest, lags - kShortest);
  const auto peak = (candidates - cost).argmax(1);
  const auto strength = candidates.gather(1, peak.unsqueeze(1)).squeeze(1).clamp(0, 1);
  const auto hertz = kRate / (refined(candidates, peak) + kShortest);
  return {.semitones = 12 * (hertz / 27.5).log2(),  // above A0
          .strength = strength,
          .voiced = strength.gt(kVoiced).logical_and(power.gt(kQuiet))};
}

/// Crossings of zero, centroid, spread, flatness, roll-off and flux.
std::vector<at::Tensor> Descriptors::shape_of(const at::Tensor& frames, const at::Tensor& shaped) {
  const auto spectrum = power_of(shaped, 1024).narrow(1, 1, 512);
  const auto frequency = at::arange(1, 513, frames.options()) * (kRate / 1024);
  const auto total = spectrum.sum(1, true) + 1e-10;
  const auto share = spectrum / total;
  const auto centroid = (share * frequency).sum(1);
  const auto spread = (share * (frequency - centroid.unsqueeze(1)).square()).sum(1).sqrt();
  const auto flatness = (spectrum + 1e-10).log().mean(1) - (total.squeeze(1) / 512 + 1e-10).log();
  const auto rolloff = share.cumsum(1).lt(0.85).sum(1).to(at::kFloat) * (kRate / 1024);
  const auto before = at::cat({share.narrow(0, 0, 1), share.narrow(0, 0, share.size(0) - 1)});
  const auto flux = (share - before).square().sum(1).sqrt();
  const auto sign = frames.ge(0).to(at::kFloat);
  const auto crossings =
      (sign.narrow(1, 1, kFrame - 1) - sign.narrow(1, 0, kFrame - 1)).abs().mean(1);
  return {crossings, centroid, spread, flatness, rolloff, flux};
}

/// The highest point of the envelope of linear prediction in each of three bands.
std::vector<at::Tensor> Descriptors::formants_of(const at::Tensor& centered,
                                                 const at::Tensor& shaped) const {
  const auto emphasized =
      at::cat({shaped.narrow(1, 0, 1),
               (centered.narrow(1, 1, kFrame - 1) - 0.97 * centered.narrow(1, 0, kFrame - 1)) *
                   window_.on(centered.device()).narrow(0, 1, kFrame - 1)},
              1);
  const auto predictor = prediction(autocorrelation(power_of(emphasized, kFft)));
  const auto envelope = -(power_of(predictor, 1024) + 1e-10).log();
  auto below = at::zeros({centered.size(0)}, centered.options());
  std::vector<at::Tensor> out;
  for (const auto& band : kFormants) {
    const auto first = std::llround(band.from / kRate * 1024),
               last = std::llround(band.to / kRate * 1024);
    const auto part = envelope.narrow(1, first, last - first + 1);
    const auto place = at::arange(first, last + 1, centered.options()) * (kRate / 1024);
    const auto near = place.lt((below + kApart).unsqueeze(1));
    const auto peak_of = part.masked_fill(near, -1e30).argmax(1);
    below = (refined(part, peak_of) + static_cast<double>(first)) * (kRate / 1024);
    out.push_back(below);
  }
  return out;
}

Contours Descriptors::operator()(const at::Tensor& clip) const {
  const nn::NoAutocast fp32;
  const auto wave = clip.to(at::kFloat);
  const auto frames = wave.unfold(0, kFrame, kHop);
  const auto centered = frames - frames.mean(1, true);
  const auto shaped = centered * window_.on(wave.device());
  const auto power = centered.square().mean(1);
  const auto pitch = pitch_of(shaped, power);
  std::vector<at::Tensor> columns = {pitch.semitones, pitch.strength, 10 * (power + 1e-10).log10()};
  for (const auto& more : {shape_of(frames, shaped), formants_of(centered, shaped)})
    columns.insert(columns.end(), more.begin(), more.end());
  const auto length = at::full({1}, wave.size(0), at::kLong);
  const auto mfcc = mfcc_(wave.unsqueeze(0), length)[0];
  return {.values = at::cat({at::stack(columns, 1), mfcc}, 1), .voiced = pitch.voiced};
}

}  // namespace functionals

// Correlates short windows of two waveforms at all lags near an alignment, and looks for the path
// of lags, one a window, that they agree best on. Sums over blocks serve all windows they lie in.
#include "audio/likeness.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "audio/resample.hpp"

namespace serhost::audio {
namespace {

constexpr std::int64_t kLookRate = 8000;
constexpr std::int64_t kFrameSamples = 128;  // samples of a fingerprint's frame
constexpr std::size_t kStride = 256;         // from one window to the next: 32 ms
constexpr std::size_t kBlocksOfWindow = 6;   // of a window: 192 ms
constexpr std::int64_t kFarthest = 200;      // lags to either side of the alignment: 25 ms
constexpr std::size_t kLags = 2 * kFarthest + 1;
constexpr std::size_t kStep = 8;  // lags between neighboring windows: 1 ms in 32 ms
constexpr int kSpeeds = 12;       // to either side, 0.25 % each
constexpr double kCertain = 0.9;  // other speeds need not be tried
constexpr double kFaint = 1e-3;   // energy, relative to the loudest, of windows left out

using Samples = std::vector<float>;

/// At 8 kHz, without what is below 300 Hz: a fundamental alone, a mere sine, agrees with any other.
Samples prepared(const Waveform& waveform) {
  auto out =
      waveform.sample_rate == kLookRate ? waveform.samples : resample(waveform, kLookRate).samples;
  const double w = 2.0 * std::numbers::pi * 300.0 / kLookRate, c = std::cos(w),
               a = std::sin(w) / std::numbers::sqrt2;  // a Butterworth filter of second order
  double x1 = 0.0, x2 = 0.0, y1 = 0.0, y2 = 0.0;
  for (auto& sample : out) {
    const double x = sample;
    const double y =
        ((1.0 + c) * (0.5 * x - x1 + 0.5 * x2) + 2.0 * c * y1 - (1.0 - a) * y2) / (1.0 + a);
    x2 = x1, x1 = x, y2 = y1, y1 = y;
    sample = static_cast<float>(y);
  }
  return out;
}

float product(const float* a, const float* b) {
  std::array<float, 8> sums{};  // the compiler keeps the order of a single one
  for (std::size_t i = 0; i < kStride; i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += a[i + k] * b[i + k];
  }
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/// Sums over windows of `width` blocks that begin at each block.
std::vector<double> windows_of(const std::vector<double>& blocks, std::size_t width) {
  std::vector<double> out(blocks.size() + 1 - width);
  for (std::size_t k = 0; k < out.size(); ++k) {
    for (std::size_t b = 0; b < width; ++b) out[k] += blocks[k + b];
  }
  return out;
}

/// What is higher between two lags than at either counts for both: a copy may lie half a sample
/// beside, where what is near 3 kHz agrees no more.
void look_between(std::vector<double>& correlations) {
  // A sinc at half a sample, under a Hann window.
  constexpr std::array<double, 4> kHalfway = {0.6174, -0.1592, 0.0526, -0.0106};
  const auto at = [whole = correlations](std::size_t lag) {
    return lag < whole.size() ? whole[lag] : 0.0;  // below 0, too
  };
  for (std::size_t lag = 0; lag + 1 < correlations.size(); ++lag) {
    double between = 0.0;
    for (std::size_t k = 0; k < kHalfway.size(); ++k)
      between += kHalfway[k] * (at(lag - k) + at(lag + 1 + k));
    for (auto* const beside : {&correlations[lag], &correlations[lag + 1]})
      *beside = std::max(*beside, std::min(between, 1.0));
  }
}

/// Windows of both where they overlap: what each weighs and its correlation at every lag.
struct Windows {
  std::vector<double> weights;
  std::vector<std::vector<double>> correlations;  // [window][lag]
};

Windows correlated(const Samples& a, const Samples& b, std::int64_t shift) {
  const auto begin = std::max<std::int64_t>(0, shift);
  const auto end =
      std::min(static_cast<std::int64_t>(a.size()), static_cast<std::int64_t>(b.size()) + shift);
  Windows out;
  if (end - begin < static_cast<std::int64_t>(kStride)) return out;
  const auto blocks = static_cast<std::size_t>(end - begin) / kStride;
  const auto width = std::min(kBlocksOfWindow, blocks);
  // Silence around the second, so that every lag has its samples.
  Samples around(b.size() + 2 * static_cast<std::size_t>(kFarthest), 0.0F);
  std::copy(b.begin(), b.end(), around.begin() + kFarthest);
  const float* const left = a.data() + begin;
  const float* const right = around.data() + (begin - shift);  // at the lowest lag

  std::vector<double> energy(blocks), products(blocks), energies(blocks);
  for (std::size_t k = 0; k < blocks; ++k)
    energy[k] = product(left + k * kStride, left + k * kStride);
  const auto of_left = windows_of(energy, width);
  out.correlations.assign(of_left.size(), std::vector<double>(kLags));
  out.weights.resize(of_left.size());
  for (std::size_t lag = 0; lag < kLags; ++lag) {
    for (std::size_t k = 0; k < blocks; ++k) {
      const float* const at = right + lag + k * kStride;
      products[k] = product(left + k * kStride, at);
      energies[k] = product(at, at);
    }
    const auto both = windows_of(products, width), of_right = windows_of(energies, width);
    for (std::size_t k = 0; k < both.size(); ++k) {
      const double size = std::sqrt(of_left[k] * of_right[k]);
      if (size > 0.0) out.correlations[k][lag] = both[k] / size;
      if (lag == static_cast<std::size_t>(kFarthest)) out.weights[k] = size;
    }
  }
  for (auto& at_lags : out.correlations) look_between(at_lags);
  // The square root of amplitude: quiet windows say something, but noise is nearer to them.
  const double loudest = *std::max_element(out.weights.begin(), out.weights.end());
  for (auto& weight : out.weights)
    weight = weight > kFaint * loudest ? std::sqrt(std::sqrt(weight / loudest)) : 0.0;
  return out;
}

/// The mean correlation along the best path.
double best_path(const Windows& windows) {
  double whole = 0.0;
  for (const double weight : windows.weights) whole += weight;
  if (whole <= 0.0) return 0.0;
  std::vector<double> best(kLags, 0.0), next(kLags);
  for (std::size_t w = 0; w < windows.weights.size(); ++w) {
    for (std::size_t lag = 0; lag < kLags; ++lag) {
      const auto from = best.begin() + static_cast<std::ptrdiff_t>(lag - std::min(lag, kStep));
      const auto to = best.begin() + static_cast<std::ptrdiff_t>(std::min(kLags, lag + kStep + 1));
      const double before = *std::max_element(from, to);
      next[lag] = before + windows.weights[w] * windows.correlations[w][lag];
    }
    best.swap(next);
  }
  return *std::max_element(best.begin(), best.end()) / whole;
}

/// Played at `speed`, in the middle of what overlaps where it was.
double at_speed(const Samples& a, const Samples& b, std::int64_t shift, int step) {
  if (step == 0) return best_path(correlated(a, b, shift));
  constexpr std::int64_t kWhole = 10000;
  const auto slower = resample({b, kWhole}, kWhole + 25 * step).samples;
  const double middle =
      0.5 * static_cast<double>(std::max<std::int64_t>(0, shift) +
                                std::min(static_cast<std::int64_t>(a.size()),
                                         static_cast<std::int64_t>(b.size()) + shift));
  const double stretched = (middle - static_cast<double>(shift)) * (1.0 + 0.0025 * step);
  return best_path(correlated(a, slower, std::llround(middle - stretched)));
}

}  // namespace

Likeness likeness(const Waveform& first, const Waveform& second, std::int64_t shift) {
  auto a = prepared(first), b = prepared(second);
  auto samples = kFrameSamples * shift;
  // The same whichever is called the first: the shorter is laid upon the longer.
  const bool turned = a.size() != b.size() ? a.size() < b.size() : a < b;
  if (turned) a.swap(b), samples = -samples;
  Likeness out;
  const auto look = [&](int step) {
    const double value = std::abs(step) > kSpeeds ? 0.0 : at_speed(a, b, samples, step);
    if (!(value > out.value)) return;
    out.value = value;
    out.speed = 1.0 + 0.0025 * step;
  };
  look(0);
  for (int step = 2; step <= kSpeeds && out.value < kCertain; step += 2) look(-step), look(step);
  if (out.value < kCertain) {  // and between the steps
    const auto nearest = static_cast<int>(std::lround((out.speed - 1.0) / 0.0025));
    look(nearest - 1), look(nearest + 1);
  }
  if (turned) out.speed = 1.0 / out.speed;
  out.value = std::min(out.value, 1.0);
  return out;
}

}  // namespace serhost::audio

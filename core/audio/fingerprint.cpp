// Computes a fingerprint from samples. Everything is relative to the clip itself, so that gain,
// padding and format have no effect.
#include "audio/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "audio/resample.hpp"
#include "audio/spectrum.hpp"

namespace serhost::audio {
namespace {

constexpr std::int64_t kRate =
    8000;  // what is above 4 kHz is the first thing that re-encoding drops
constexpr std::size_t kHop =
    128;  // 16 ms at kRate; the window is 128 ms, so that a shift by half a hop changes little
constexpr std::size_t kBefore = 4;  // hops: 64 ms
constexpr std::size_t kBands = 33;
constexpr double kLow = 300.0, kHigh = 3000.0;  // Hz; within what a telephone passes
constexpr float kFloor = 3.16e-4F;              // -35 dB
constexpr float kSure = 1.0F;                   // dB

using Levels = std::array<float, kBands>;

/// First bins of the bands, which are equally wide on a logarithmic scale, and the end of the last.
std::array<std::size_t, kBands + 1> edges() {
  std::array<std::size_t, kBands + 1> out{};
  for (std::size_t b = 0; b <= kBands; ++b) {
    const double hertz = kLow * std::pow(kHigh / kLow, static_cast<double>(b) / kBands);
    const auto bin = static_cast<std::size_t>(std::lround(hertz * Spectrum::kWindow / kRate));
    out[b] = b > 0 ? std::max(bin, out[b - 1] + 1) : bin;
  }
  return out;
}

std::vector<Levels> energies(const std::vector<float>& samples) {
  static const auto kEdges = edges();
  if (samples.size() < Spectrum::kWindow) return {};
  std::vector<Levels> out((samples.size() - Spectrum::kWindow) / kHop + 1);
  Spectrum spectrum;
  std::array<std::array<float, Spectrum::kBins>, 2> power{};
  for (std::size_t f = 0; f < out.size(); f += 2) {
    const std::size_t pair = std::min(f + 1, out.size() - 1);
    spectrum.power(&samples[f * kHop], &samples[pair * kHop], power[0], power[1]);
    for (std::size_t which = 0; which < 2 && f + which < out.size(); ++which) {
      for (std::size_t b = 0; b < kBands; ++b) {
        float sum = 0.0F;
        for (auto k = kEdges[b]; k < kEdges[b + 1]; ++k) sum += power[which][k];
        out[f + which][b] = sum / static_cast<float>(kEdges[b + 1] - kEdges[b]);
      }
    }
  }
  return out;
}

/// In dB, held at the floor. The loudness is the mean energy weighted by energy, which silence does
/// not change.
void to_levels(std::vector<Levels>& frames) {
  double sum = 0.0, squares = 0.0;
  for (const auto& frame : frames) {
    for (const double energy : frame) {
      sum += energy;
      squares += energy * energy;
    }
  }
  const auto floor = sum > 0.0 ? static_cast<float>(squares / sum) * kFloor : 0.0F;
  // Rounding in the transform leaves about 1e-14 of full scale; what is quieter than that is
  // digital silence.
  constexpr float kSilence = 1e-10F;
  for (auto& frame : frames) {
    for (auto& energy : frame) energy = 10.0F * std::log10(energy + std::max(floor, kSilence));
  }
}

}  // namespace

Fingerprint fingerprint(const Waveform& waveform) {
  if (waveform.samples.empty()) return {};
  auto frames = waveform.sample_rate == kRate ? energies(waveform.samples)
                                              : energies(resample(waveform, kRate).samples);
  to_levels(frames);
  Fingerprint out;
  out.signs.resize(frames.size());
  out.sure.resize(frames.size());
  for (std::size_t f = kBefore; f < frames.size(); ++f) {
    const auto &now = frames[f], &before = frames[f - kBefore];
    for (std::size_t b = 0; b + 1 < kBands; ++b) {
      const float change = (now[b] - now[b + 1]) - (before[b] - before[b + 1]);
      out.signs[f] |= static_cast<std::uint32_t>(change > 0.0F) << b;
      out.sure[f] |= static_cast<std::uint32_t>(std::abs(change) > kSure) << b;
    }
    out.sure_bits += static_cast<std::size_t>(std::popcount(out.sure[f]));
  }
  return out;
}

}  // namespace serhost::audio

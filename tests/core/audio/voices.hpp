// Voices made by arithmetic: texts that differ, and takes of one text that are hard to tell apart.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "audio/waveform.hpp"
#include "base/seed.hpp"

namespace serhost::audio {

/// Something like speech at 16 kHz: harmonics of a wandering pitch, each with a wandering level, in
/// syllables. The same `text` gives the same syllables, the same `take` the same voice.
inline Waveform voice(std::uint64_t text, std::uint64_t take, double seconds) {
  constexpr int kRate = 16000, kHarmonics = 24;
  Random syllables(stream_seed(text, "syllables")), random(stream_seed(text, "take", take));
  Waveform out{std::vector<float>(static_cast<std::size_t>(seconds * kRate)), kRate};
  double pitch = 110.0 + 90.0 * random.uniform(), loud = 0.0, aim = 0.5;
  std::vector<double> phase(kHarmonics), level(kHarmonics), wanted(kHarmonics, 0.3);
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    if (i % 1600 == 0) aim = syllables.uniform() < 0.25 ? 0.0 : 0.2 + 0.8 * syllables.uniform();
    if (i % 640 == 0) {
      pitch = std::clamp(pitch * (1.0 + 0.03 * random.normal()), 80.0, 300.0);
      for (auto& one : wanted) one = std::pow(random.uniform(), 3.0);
    }
    loud += 0.002 * (aim - loud);
    double sum = 0.0;
    for (int h = 0; h < kHarmonics; ++h) {
      const auto k = static_cast<std::size_t>(h);
      level[k] += 0.003 * (wanted[k] - level[k]);
      phase[k] += 2.0 * std::numbers::pi * pitch * (h + 1) / kRate;
      sum += level[k] * std::sin(phase[k]);
    }
    out.samples[i] = static_cast<float>(0.08 * loud * sum);
  }
  return out;
}

/// Takes of one sentence at one tempo by one voice: the same syllables, vowels and melody, each
/// begun up to 20 ms earlier or later and sung up to 3 % higher or lower.
inline Waveform take_of(std::uint64_t text, std::uint64_t take, double seconds) {
  constexpr int kRate = 16000, kHarmonics = 20;
  constexpr double kSyllable = 0.2;
  Random score(stream_seed(text, "score")), random(stream_seed(text, "sung", take));
  const auto syllables = static_cast<std::size_t>(seconds / kSyllable) + 2;
  struct Syllable {
    double begin, pitch, loud;
    std::array<double, 3> formants;
  };
  std::vector<Syllable> sung;
  const double voice = 100.0 + 120.0 * score.uniform();
  for (std::size_t i = 0; i < syllables; ++i) {
    Syllable one{};
    one.pitch = voice * (0.85 + 0.3 * score.uniform());
    one.loud = 0.3 + 0.7 * score.uniform();
    one.formants = {300.0 + 500.0 * score.uniform(), 900.0 + 1200.0 * score.uniform(),
                    2300.0 + 600.0 * score.uniform()};
    one.begin = kSyllable * static_cast<double>(i) + 0.04 * (random.uniform() - 0.5);
    one.pitch *= 1.0 + 0.06 * (random.uniform() - 0.5);
    one.loud *= 0.8 + 0.4 * random.uniform();
    sung.push_back(one);
  }
  Waveform out{std::vector<float>(static_cast<std::size_t>(seconds * kRate)), kRate};
  double phase = random.uniform(), pitch = sung.front().pitch, loud = 0.0, breath = 0.0;
  auto formants = sung.front().formants;
  std::array<double, kHarmonics> levels{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    while (at + 1 < sung.size() && sung[at + 1].begin <= t) ++at;
    const double within = t - sung[at].begin;
    pitch += 0.002 * (sung[at].pitch * (1.0 + 0.01 * std::sin(34.0 * t)) - pitch);
    loud += 0.004 * ((within < 0.16 ? sung[at].loud : 0.05) - loud);
    for (std::size_t k = 0; k < formants.size(); ++k)
      formants[k] += 0.002 * (sung[at].formants[k] - formants[k]);
    phase += pitch / kRate;
    if (i % 80 == 0) {
      for (int h = 0; h < kHarmonics; ++h) {
        double level = 0.02;
        for (const double formant : formants) {
          const double off = ((h + 1) * pitch - formant) / 120.0;
          level += 1.0 / (1.0 + off * off);
        }
        levels[static_cast<std::size_t>(h)] = level / std::sqrt(h + 1.0);
      }
    }
    double sum = 0.0;
    for (int h = 0; h < kHarmonics; ++h)
      sum +=
          levels[static_cast<std::size_t>(h)] * std::sin(2.0 * std::numbers::pi * phase * (h + 1));
    breath = 0.5 * breath + 0.02 * random.normal();
    out.samples[i] = static_cast<float>(0.1 * loud * (sum + breath));
  }
  return out;
}

}  // namespace serhost::audio

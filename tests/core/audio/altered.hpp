// Voices made by arithmetic, and what people do to recordings: another gain, depth, rate, format,
// more silence, less of it, noise.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "audio/decode.hpp"
#include "audio/resample.hpp"
#include "audio_files.hpp"
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

inline Waveform amplified(Waveform from, double decibels) {
  for (auto& x : from.samples)
    x = std::clamp(x * static_cast<float>(std::pow(10.0, decibels / 20.0)), -1.0F, 1.0F);
  return from;
}

inline Waveform padded(Waveform from, double before, double after) {
  const auto rate = static_cast<double>(from.sample_rate);
  from.samples.insert(from.samples.begin(), static_cast<std::size_t>(before * rate), 0.0F);
  from.samples.resize(from.samples.size() + static_cast<std::size_t>(after * rate));
  return from;
}

inline Waveform cut(const Waveform& from, double before, double after) {
  const auto rate = static_cast<double>(from.sample_rate);
  return {{from.samples.begin() + static_cast<std::ptrdiff_t>(before * rate),
           from.samples.end() - static_cast<std::ptrdiff_t>(after * rate)},
          from.sample_rate};
}

inline Waveform noisy(Waveform from, double snr_decibels, std::uint64_t seed) {
  double energy = 0.0;
  for (const double x : from.samples) energy += x * x;
  const double size = std::sqrt(energy / static_cast<double>(from.samples.size())) *
                      std::pow(10.0, -snr_decibels / 20.0);
  Random random(seed);
  for (auto& x : from.samples) x += static_cast<float>(size * random.normal());
  return from;
}

/// Written in `format` and read again.
inline Waveform through(const Waveform& from, int format) {
  const Folder folder;
  return decode(
      write_audio(folder / "altered", from.samples, format, static_cast<int>(from.sample_rate)));
}

struct Alteration {
  std::string name;
  std::function<Waveform(const Waveform&)> apply;
};

inline const std::vector<Alteration>& alterations() {
  static const std::vector<Alteration> all = {
      {"-20 dB",
       [](const Waveform& x) {
         return through(amplified(x, -20), SF_FORMAT_WAV | SF_FORMAT_PCM_16);
       }},
      {"+6 dB, clipped", [](const Waveform& x) { return amplified(x, 6); }},
      {"8 bits", [](const Waveform& x) { return through(x, SF_FORMAT_WAV | SF_FORMAT_PCM_U8); }},
      {"8 kHz and back", [](const Waveform& x) { return resample(resample(x, 8000), 16000); }},
      {"44.1 kHz", [](const Waveform& x) { return resample(x, 44100); }},
      {"Ogg Vorbis",
       [](const Waveform& x) { return through(x, SF_FORMAT_OGG | SF_FORMAT_VORBIS); }},
      {"MP3",
       [](const Waveform& x) { return through(x, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III); }},
      {"0.3 s before", [](const Waveform& x) { return padded(x, 0.3, 0.0); }},
      {"1 s after", [](const Waveform& x) { return padded(x, 0.0, 1.0); }},
      {"cut by 0.203 s and 0.15 s", [](const Waveform& x) { return cut(x, 0.203, 0.15); }},
      {"noise at 30 dB", [](const Waveform& x) { return noisy(x, 30, 1); }},
      {"quiet, padded, MP3",
       [](const Waveform& x) {
         return through(padded(amplified(x, -12), 0.51, 0.3),
                        SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
       }},
  };
  return all;
}

}  // namespace serhost::audio

// What people do to recordings: another gain, depth, rate, format, speed, more silence, less of it,
// noise.
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
#include "voices.hpp"

namespace serhost::audio {

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

/// Written in `format` and read again; `level` as libsndfile takes it, 0 to 1 (or absent), for MP3
/// the constant bit rate that it stands for.
inline Waveform through(const Waveform& from, int format, double level = -1.0) {
  const Folder folder;
  return decode(write_audio(folder / "altered", from.samples, format,
                            static_cast<int>(from.sample_rate), 1, level));
}

/// MP3 of 16 kHz at so many kbit/s.
inline Waveform mp3(const Waveform& from, double kilobits) {
  return through(from, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, (160.0 - kilobits) / 152.0);
}

/// A shelf: `decibels` on one side of `hertz` (R. Bristow-Johnson's filters).
inline Waveform shelved(Waveform from, bool low, double hertz, double decibels) {
  const double a = std::pow(10.0, decibels / 40.0);
  const double w = 2.0 * std::numbers::pi * hertz / static_cast<double>(from.sample_rate);
  const double c = low ? std::cos(w) : -std::cos(w);  // one is the other, mirrored
  const double sign = low ? 1.0 : -1.0, q = std::sqrt(2.0 * a) * std::sin(w);
  const double b0 = a * (a + 1 - (a - 1) * c + q), b1 = sign * 2 * a * (a - 1 - (a + 1) * c),
               b2 = a * (a + 1 - (a - 1) * c - q), a0 = a + 1 + (a - 1) * c + q,
               a1 = sign * -2 * (a - 1 + (a + 1) * c), a2 = a + 1 + (a - 1) * c - q;
  double x1 = 0.0, x2 = 0.0, y1 = 0.0, y2 = 0.0;
  for (auto& sample : from.samples) {
    const double x = sample, y = (b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2) / a0;
    x2 = x1, x1 = x, y2 = y1, y1 = y;
    sample = static_cast<float>(y);
  }
  return from;
}

/// Played faster, as a tape is.
inline Waveform faster(Waveform from, double share) {
  const auto rate = from.sample_rate;
  from.sample_rate = std::lround(static_cast<double>(rate) * (1.0 + share));
  return resample(std::move(from), rate);
}

/// Spoken faster, at the same pitch: segments of 64 ms, each taken where it goes on best (WSOLA).
inline Waveform hurried(const Waveform& from, double share) {
  constexpr std::int64_t kSize = 1024, kHalf = kSize / 2, kSearch = 160;
  const auto& x = from.samples;
  const auto at = [&x](std::int64_t i) {
    return i >= 0 && i < static_cast<std::int64_t>(x.size()) ? x[static_cast<std::size_t>(i)]
                                                             : 0.0F;
  };
  Waveform out{{}, from.sample_rate};
  std::int64_t before = 0;
  for (std::int64_t k = 0;; ++k) {
    const auto wanted = std::llround(static_cast<double>(k * kHalf) * (1.0 + share));
    if (wanted + kSize >= static_cast<std::int64_t>(x.size())) return out;
    auto best = wanted;
    double most = -1e9;
    for (std::int64_t s = -kSearch; k > 0 && s <= kSearch; ++s) {
      double both = 0.0, energy = 1e-9;
      for (std::int64_t i = 0; i < kHalf; ++i) {
        both += at(before + kHalf + i) * at(wanted + s + i);
        energy += at(wanted + s + i) * at(wanted + s + i);
      }
      if (both / std::sqrt(energy) > most) most = both / std::sqrt(energy), best = wanted + s;
    }
    out.samples.resize(static_cast<std::size_t>(k * kHalf + kSize));
    for (std::int64_t i = 0; i < kSize; ++i) {
      const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * (i + 0.5) / kSize);
      out.samples[static_cast<std::size_t>(k * kHalf + i)] +=
          static_cast<float>(window) * at(best + i);
    }
    before = best;
  }
}

struct Alteration {
  std::string name;
  std::function<Waveform(const Waveform&)> apply;
};

/// The rows of docs/leaks.md.
inline const std::vector<Alteration>& alterations() {
  using W = Waveform;
  static const std::vector<Alteration> all = {
      {"-20 dB, 16 bits",
       [](const W& x) { return through(amplified(x, -20), SF_FORMAT_WAV | SF_FORMAT_PCM_16); }},
      {"+6 dB, clipped", [](const W& x) { return amplified(x, 6); }},
      {"8 bits", [](const W& x) { return through(x, SF_FORMAT_WAV | SF_FORMAT_PCM_U8); }},
      {"16 kHz to 8 kHz and back", [](const W& x) { return resample(resample(x, 8000), 16000); }},
      {"to 11,025 Hz", [](const W& x) { return resample(x, 11025); }},
      {"to 44.1 kHz", [](const W& x) { return resample(x, 44100); }},
      {"MP3 at 32 kbit/s", [](const W& x) { return mp3(x, 32); }},
      {"Ogg Vorbis, quality 0",
       [](const W& x) { return through(x, SF_FORMAT_OGG | SF_FORMAT_VORBIS, 1.0); }},
      {"Opus at 16 kbit/s",
       [](const W& x) { return through(x, SF_FORMAT_OGG | SF_FORMAT_OPUS, 0.96); }},
      {"0.333 s of silence before and 0.7 s after",
       [](const W& x) { return padded(x, 0.333, 0.7); }},
      {"0.203 s cut off before and 0.15 s after", [](const W& x) { return cut(x, 0.203, 0.15); }},
      {"noise at 30 dB", [](const W& x) { return noisy(x, 30, 1); }},
      {"noise at 20 dB", [](const W& x) { return noisy(x, 20, 2); }},
      {"bass -6 dB and treble -12 dB",
       [](const W& x) { return shelved(shelved(x, true, 100, -6), false, 3000, -12); }},
      {"-12 dB, padded, MP3 at 32 kbit/s",
       [](const W& x) { return mp3(padded(amplified(x, -12), 0.333, 0.7), 32); }},
      {"MP3 at 16 kbit/s", [](const W& x) { return mp3(x, 16); }},
      {"GSM full rate",
       [](const W& x) { return through(resample(x, 8000), SF_FORMAT_WAV | SF_FORMAT_GSM610); }},
      {"1 % faster", [](const W& x) { return faster(x, 0.01); }},
      {"1 % slower", [](const W& x) { return faster(x, -0.01); }},
      {"1 % faster at the same pitch", [](const W& x) { return hurried(x, 0.01); }},
      {"-20 dB, then 8 bits",
       [](const W& x) { return through(amplified(x, -20), SF_FORMAT_WAV | SF_FORMAT_PCM_U8); }},
  };
  return all;
}

}  // namespace serhost::audio

// One rule for files, data sets that read audio themselves, training and extraction.
#include "audio/sample_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "audio/header_bytes.hpp"

namespace serhost::audio {
namespace {

constexpr float kNoAudio = 1e10F;  // no scale of a recording comes near it

/// The shortest decimal that reads back to the same float.
std::string text_of(float value) {
  std::array<char, 32> out{};
  return {out.data(), std::to_chars(out.data(), out.data() + out.size(), value).ptr};
}

}  // namespace

std::string wrong_sample(float value, const SamplePlace& place) {
  const auto where =
      "sample " + std::to_string(place.sample) + " (at " +
      seconds_text(static_cast<double>(place.sample) / static_cast<double>(place.sample_rate)) +
      ", channel " + std::to_string(place.channel) + ") is ";
  if (!std::isfinite(value))
    return where + "not a finite number; leave the file out or write it again";
  if (std::abs(value) > kNoAudio)
    return where + text_of(value) +
           ", which no recording holds: the file is damaged; leave it out or write it again";
  return where + text_of(value) +
         ", but float samples lie between -1 and 1: divide them by their scale (32768 for 16 bit) "
         "or write the file with 16-bit samples";
}

std::string unusable(const Waveform& waveform) {
  const auto& samples = waveform.samples;
  const auto wrong = std::find_if(samples.begin(), samples.end(), is_wrong_sample);
  if (wrong != samples.end())
    return wrong_sample(*wrong, {wrong - samples.begin(), waveform.sample_rate, 0});
  if (std::all_of(samples.begin(), samples.end(), [&](float x) { return x == samples.front(); }))
    return samples.empty() ? "holds no samples"
                           : "holds the value " + text_of(samples.front()) +
                                 " throughout, and no sound; leave it out or record it again";
  return "";
}

float too_loud(std::span<const float> samples) {
  float loudest = 0.0F;
  for (const float x : samples) loudest = std::max(loudest, std::abs(x));
  return loudest > kLoud ? loudest : 0.0F;
}

}  // namespace serhost::audio

// What samples cannot be, wherever they come from: numbers that no recording holds, one value
// throughout, channels that cancel.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "audio/waveform.hpp"

namespace serhost::audio {

/// Beyond this a float sample is worth a note, and beyond the second the file's scale is wrong.
inline constexpr float kLoud = 1.5F, kWrongScale = 100.0F;

/// Hz.
inline constexpr std::int64_t kLowestRate = 1000, kHighestRate = 768000;

/// Where a sample stands.
struct SamplePlace {
  std::int64_t sample = 0, sample_rate = 0, channel = 0;
};

/// What is wrong with a sample beyond kWrongScale, or one that is not a number, and what to do: a
/// sentence that begins with its place.
std::string wrong_sample(float value, const SamplePlace& place);
inline bool is_wrong_sample(float value) {
  return !(value >= -kWrongScale && value <= kWrongScale);  // true also for NaN
}

/// The first of `wrong_sample`, or that all samples are one value: a sentence; "" where the clip
/// can be used.
std::string unusable(const Waveform& waveform);

/// The loudest sample if it is beyond kLoud, else 0.
float too_loud(std::span<const float> samples);

}  // namespace serhost::audio

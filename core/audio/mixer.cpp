// Keeps account of what the mean loses.
#include "audio/mixer.hpp"

#include "audio/sample_rules.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::audio {
namespace {

constexpr double kCancels = 1e-3;  // of the channels' energy, what their mean has at least

}  // namespace

float Mixer::mix(const float* frame, std::int64_t number) {
  float sum = 0.0F;
  for (auto channel = begin_; channel < end_; ++channel) {
    const float value = frame[channel];
    if (is_wrong_sample(value))
      throw DataError(name_ + ": " + wrong_sample(value, {number, sample_rate_, channel}));
    if (end_ - begin_ == 1) return value;
    sum += value;
    energy_ += static_cast<double>(value) * static_cast<double>(value);
  }
  const float mean = sum / static_cast<float>(end_ - begin_);
  mean_energy_ += static_cast<double>(mean) * static_cast<double>(mean);
  return mean;
}

void Mixer::mix(const float* frames, std::int64_t count, std::int64_t channels, std::int64_t first,
                std::vector<float>& out) {
  if (channels == 1 && end_ - begin_ == 1) {  // most speech: looked at and copied as a block
    bool wrong = false;
    for (std::int64_t i = 0; i < count; ++i) wrong |= is_wrong_sample(frames[i]);
    if (!wrong) {
      out.insert(out.end(), frames, frames + count);
      return;
    }
  }
  for (std::int64_t i = 0; i < count; ++i) out.push_back(mix(frames + i * channels, first + i));
}

void Mixer::check() const {
  const auto count = end_ - begin_;
  if (count == 1 || energy_ == 0.0 ||
      mean_energy_ >= kCancels * energy_ / static_cast<double>(count))
    return;
  throw DataError(name_ + ": its " + std::to_string(count) + " channels cancel: their mean has " +
                  exact(mean_energy_ * static_cast<double>(count) / energy_) +
                  " of their energy; choose one (channel, from 0)");
}

}  // namespace serhost::audio

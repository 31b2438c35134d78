// One channel of those that a recording has, by its rules: no sample that no recording holds, no
// channels that cancel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace serhost::audio {

/// [one thread] Frame by frame.
class Mixer {
 public:
  /// The mean of the channels from `begin` to before `end`; `name` is the recording's in messages,
  /// `sample_rate` in Hz.
  Mixer(std::string name, std::int64_t sample_rate, std::int64_t begin, std::int64_t end)
      : name_(std::move(name)), sample_rate_(sample_rate), begin_(begin), end_(end) {}

  /// `frame`: a sample for each channel. Throws DataError for one of a wrong scale, with the place
  /// of frame `number`.
  float mix(const float* frame, std::int64_t number);

  /// Appends what `mix` gives for `count` frames of `channels` samples each, of which the first has
  /// number `first`.
  void mix(const float* frames, std::int64_t count, std::int64_t channels, std::int64_t first,
           std::vector<float>& out);

  /// After the last frame. Throws DataError where the mean has next to nothing of the channels.
  void check() const;

 private:
  std::string name_;
  std::int64_t sample_rate_, begin_, end_;
  double energy_ = 0.0, mean_energy_ = 0.0;
};

}  // namespace serhost::audio

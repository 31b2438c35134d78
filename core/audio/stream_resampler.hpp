// Sample rate conversion of audio that arrives piece by piece: the same samples as of the whole.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace serhost::audio {

/// [one thread] What audio::resample makes of all pieces together, however they are cut; in memory
/// that does not grow with the stream.
class StreamResampler {
 public:
  StreamResampler(std::int64_t from, std::int64_t to);
  ~StreamResampler();
  StreamResampler(const StreamResampler&) = delete;
  StreamResampler& operator=(const StreamResampler&) = delete;

  /// Samples that are decided by what has come so far; all but a few hundredths of a second.
  std::vector<float> add(std::span<const float> samples);
  std::vector<float> finish();  ///< the rest; once, at the end

 private:
  std::vector<float> convert(const float* samples, std::size_t count);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serhost::audio

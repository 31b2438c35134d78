// How much of a clip is silence, and how much is cut off at full scale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace serhost::audio {

struct LevelCounts {
  std::size_t frames = 0, silent = 0;    ///< of 25 ms; the last may be shorter
  std::size_t samples = 0, clipped = 0;  ///< clipped: in runs of three or more at full scale
};

/// [any thread] A frame is silent that is more than 40 dB below the loudest of its clip, or without
/// any sound. Full scale is that of 16 bits.
LevelCounts levels_of(const std::vector<float>& samples, std::int64_t sample_rate);

}  // namespace serhost::audio

// The second look at two recordings that fingerprints find alike: do their waveforms run together?
// Takes of one sentence by one person can agree in what a fingerprint holds, and singers keep even
// the time; but no one repeats the periods of a voice.
#pragma once

#include <cstdint>

#include "audio/waveform.hpp"

namespace serhost::audio {

struct Likeness {
  double value = 0.0;  ///< mean correlation of windows of 192 ms, -1 to 1; louder ones weigh more
  double speed = 1.0;  ///< of the second against the first, in steps of 0.25 %
  bool is_copy() const { return value >= kLeast; }

  /// Takes reach 0.53 and made-up ones 0.57, copies fall to 0.70 (docs/leaks.md).
  static constexpr double kLeast = 0.65;
};

/// [any thread] Of two recordings laid upon each other by `shift`, an Alignment's, give or take 25
/// ms. Windows may be put up to 3 % nearer or farther from one to the next, and the second may run
/// up to 3 % faster or slower, so that a drifting clock, another speed or tempo hides no copy.
Likeness likeness(const Waveform& first, const Waveform& second, std::int64_t shift);

}  // namespace serhost::audio

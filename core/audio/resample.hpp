// Sample rate conversion by soxr (high quality).
#pragma once

#include "audio/waveform.hpp"

namespace serhost::audio {

/// [any thread] The same waveform at `sample_rate`; round(n * to / from) samples; unchanged where
/// the rates agree.
Waveform resample(Waveform waveform, std::int64_t sample_rate);

}  // namespace serhost::audio

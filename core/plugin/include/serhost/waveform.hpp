// Audio in memory, as datasets give it and augmentations change it. No torch header is needed here.
#pragma once

#include <cstdint>
#include <vector>

namespace serhost {

/// Mono samples in [-1, 1].
struct Waveform {
  std::vector<float> samples;
  std::int64_t sample_rate = 16000;  ///< Hz
};

}  // namespace serhost

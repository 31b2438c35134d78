// Audio in memory, as datasets give it and augmentations change it. No torch header is needed here.
//
//   serhost::Waveform silence{std::vector<float>(16000), 16000};  // a second
#pragma once

#include <cstdint>
#include <vector>

namespace serhost {

/// Mono samples in [-1, 1].
struct Waveform {
  /// Mono, in about [-1, 1].
  std::vector<float> samples;
  std::int64_t sample_rate = 16000;  ///< Hz
};

}  // namespace serhost

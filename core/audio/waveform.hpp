// Decoded audio as the rest of the host uses it. No LibTorch here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace serhost::audio {

/// Mono samples in [-1, 1].
struct Waveform {
  std::vector<float> samples;
  std::int64_t sample_rate = 0;  ///< Hz
};

/// What a file says of itself, read from its header only.
struct Info {
  std::int64_t sample_rate = 0, channels = 0, frames = 0;
  std::string format;  ///< "WAV", "W64", "AIFF", "AU", "CAF", "NIST", "FLAC", "OGG", "MPEG",
                       ///< "MP4", "MATROSKA"
  double seconds() const {
    return sample_rate > 0 ? static_cast<double>(frames) / static_cast<double>(sample_rate) : 0.0;
  }
};

/// A part of a file; absent bounds mean the file's own.
struct Section {
  std::optional<double> start, end;     ///< seconds
  std::optional<std::int64_t> channel;  ///< from 0; absent: the average of all
};

}  // namespace serhost::audio

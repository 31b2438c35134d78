// Numbers in headers of audio files, and the sentence for a file that is shorter than its header
// says.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::audio {

/// `width` bytes at `at` as an unsigned number; the caller has made sure that they are there.
inline std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t width,
                               bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[at + (big_endian ? i : width - 1 - i)]);
    value = value << 8 | byte;
  }
  return value;
}

/// For people: to the millisecond, or more exactly where that would be nothing.
inline std::string seconds_text(double seconds) {
  const auto step = std::abs(seconds) < 0.01 ? 1e6 : 1e3;
  return exact(std::round(seconds * step) / step) + " s";
}

/// Bytes a second by the format of a WAV or W64 file ("fmt "), of which `content` are the first 20;
/// 0 where they are not all there. The field of that name is wrong in some files.
inline double wave_byte_rate(std::string_view content, bool big_endian) {
  if (content.size() < 16) return 0.0;
  const auto tag = number_at(content, 0, 2, big_endian);
  const auto rate = static_cast<double>(number_at(content, 4, 4, big_endian));
  const auto block = static_cast<double>(number_at(content, 12, 2, big_endian));
  if (tag == 1 || tag == 3 || tag == 6 || tag == 7) return rate * block;
  const auto samples =
      content.size() >= 20 ? static_cast<double>(number_at(content, 18, 2, big_endian)) : 0.0;
  if ((tag == 2 || tag == 0x11) && samples > 0.0) return rate * block / samples;  // ADPCM
  return static_cast<double>(number_at(content, 8, 4, big_endian));
}

/// `said` bytes of audio by the header, `there` in the file; `expected` seconds, 0 where that is
/// not known.
[[noreturn]] inline void throw_cut_off(const std::string& name, std::uint64_t said,
                                       std::uint64_t there, double expected) {
  const auto found = expected * static_cast<double>(there) / static_cast<double>(said);
  throw DataError(name + ": is cut off: its header says " + std::to_string(said) +
                  " bytes of audio, but " + std::to_string(there) + " are there" +
                  (expected > 0.0 && std::isfinite(expected)
                       ? " (" + seconds_text(found) + " of " + seconds_text(expected) + ")"
                       : "") +
                  "; copy it again");
}

}  // namespace serhost::audio

// Numbers are little-endian, whatever the machine.
#include "base/wave_file.hpp"

namespace serhost {
namespace {

void put(std::string& bytes, std::uint32_t value, int width) {
  for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
}

}  // namespace

std::string wave_file(std::span<const std::int16_t> samples, std::uint32_t sample_rate) {
  constexpr std::uint32_t kHeader = 36, kFormat = 16, kBytes = 2;
  const auto size = static_cast<std::uint32_t>(samples.size() * kBytes);
  std::string out = "RIFF";
  put(out, kHeader + size, 4);
  out += "WAVEfmt ";
  put(out, kFormat, 4);
  put(out, 1, 2);  // whole numbers
  put(out, 1, 2);  // one channel
  put(out, sample_rate, 4);
  put(out, sample_rate * kBytes, 4);
  put(out, kBytes, 2);
  put(out, 8 * kBytes, 2);
  out += "data";
  put(out, size, 4);
  for (const auto sample : samples) put(out, static_cast<std::uint16_t>(sample), 2);
  return out;
}

}  // namespace serhost

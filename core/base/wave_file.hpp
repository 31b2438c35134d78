// A WAV file of 16 bits and one channel, from its samples.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace serhost {

/// The bytes of the file; `sample_rate` in Hz.
std::string wave_file(std::span<const std::int16_t> samples, std::uint32_t sample_rate);

}  // namespace serhost

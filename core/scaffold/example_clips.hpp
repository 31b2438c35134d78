// Twelve short tones as WAV files, so that a new dataset reader has something to read: three
// "speakers", two labels.
#pragma once

#include <map>
#include <string>

namespace serhost::scaffold {

/// By file name, such as "ana_high_1.wav": the bytes of a WAV file of half a second, 16 bit, 8 kHz.
std::map<std::string, std::string> example_clips();

}  // namespace serhost::scaffold

// Tones with a few harmonics; each speaker has a pitch, each label a factor, each number a slight
// detuning.
#include "scaffold/example_clips.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "base/wave_file.hpp"

namespace serhost::scaffold {
namespace {

constexpr std::uint32_t kRate = 8000, kSamples = kRate / 2;

std::string tone(double pitch) {
  std::vector<std::int16_t> samples;
  for (std::uint32_t i = 0; i < kSamples; ++i) {
    const double phase = 2.0 * std::numbers::pi * pitch * i / kRate;
    const double fade = std::sin(std::numbers::pi * i / kSamples);
    const double value =
        fade * (0.5 * std::sin(phase) + 0.25 * std::sin(2 * phase) + 0.12 * std::sin(3 * phase));
    samples.push_back(static_cast<std::int16_t>(std::lround(20000.0 * value)));
  }
  return wave_file(samples, kRate);
}

}  // namespace

std::map<std::string, std::string> example_clips() {
  std::map<std::string, std::string> out;
  for (const auto& [speaker, pitch] :
       {std::pair{"ana", 200.0}, std::pair{"ben", 110.0}, std::pair{"chi", 160.0}}) {
    for (const auto& [label, factor] : {std::pair{"high", 2.0}, std::pair{"low", 1.0}}) {
      for (int number = 1; number <= 2; ++number) {
        out[std::string(speaker) + "_" + label + "_" + std::to_string(number) + ".wav"] =
            tone(pitch * factor * (1.0 + 0.02 * number));
      }
    }
  }
  return out;
}

}  // namespace serhost::scaffold

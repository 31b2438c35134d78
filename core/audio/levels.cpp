// Mean powers of frames, and runs of samples that cannot be larger.
#include "audio/levels.hpp"

#include <algorithm>
#include <cmath>

namespace serhost::audio {
namespace {

constexpr double kBelow = 1e-4;               // 40 dB
constexpr float kFull = 32766.5F / 32768.0F;  // the largest step of 16 bits, either side

std::size_t clipped_in(const std::vector<float>& samples) {
  std::size_t out = 0, run = 0;
  for (const auto sample : samples) {
    run = std::abs(sample) >= kFull ? run + 1 : 0;
    if (run == 3) out += 3;
    if (run > 3) ++out;
  }
  return out;
}

}  // namespace

LevelCounts levels_of(const std::vector<float>& samples, std::int64_t sample_rate) {
  const auto size = static_cast<std::size_t>(std::max<std::int64_t>(1, sample_rate / 40));
  std::vector<double> powers;
  for (std::size_t begin = 0; begin < samples.size(); begin += size) {
    const auto end = std::min(begin + size, samples.size());
    double sum = 0.0;
    for (auto i = begin; i < end; ++i) sum += static_cast<double>(samples[i]) * samples[i];
    powers.push_back(sum / static_cast<double>(end - begin));
  }
  LevelCounts out;
  out.frames = powers.size();
  out.samples = samples.size();
  out.clipped = clipped_in(samples);
  const auto loudest = powers.empty() ? 0.0 : *std::max_element(powers.begin(), powers.end());
  out.silent =
      static_cast<std::size_t>(std::count_if(powers.begin(), powers.end(), [&](double power) {
        return power == 0.0 || power < kBelow * loudest;
      }));
  return out;
}

}  // namespace serhost::audio

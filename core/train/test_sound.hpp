// A sound to compare an exported model with its source, and what the source says of it.
#pragma once

#include <cstdint>
#include <vector>

namespace serhost::train {

struct Restored;  // train/restored.hpp; here without LibTorch

inline constexpr std::int64_t kTestSamples = 16000;  ///< enough for most models

/// Noise of so many samples, the same everywhere.
std::vector<float> test_sound(std::int64_t samples);

/// [run] The probability of each class, in full precision.
std::vector<double> probabilities_of(Restored& restored, const std::vector<float>& sound);

}  // namespace serhost::train

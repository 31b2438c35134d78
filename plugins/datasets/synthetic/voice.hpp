// A source-filter voice: glottal pulses and breath noise through formant resonators, with nasals,
// fricatives and stops.
#pragma once

#include <cstdint>
#include <vector>

#include "prosody.hpp"

namespace synthetic {

/// Exactly sample_count(plan, sample_rate) samples in [-1, 1], on the grid of 16-bit PCM. `noise`
/// is consumed.
std::vector<float> speak(const Plan& plan, std::int64_t sample_rate, Random noise);

std::int64_t sample_count(const Plan& plan, std::int64_t sample_rate);

}  // namespace synthetic

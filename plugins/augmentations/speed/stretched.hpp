// Longer or shorter without another pitch.
#pragma once

#include <cstdint>
#include <vector>

namespace speed {

/// About `factor` times as many samples at the same pitch, by overlapping pieces that are shifted
/// to where they fit best (WSOLA: Verhelst and Roelands, ICASSP 1993).
std::vector<float> stretched(const std::vector<float>& samples, double factor, std::int64_t rate);

}  // namespace speed

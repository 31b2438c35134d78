// Samples as they are played faster or slower.
#pragma once

#include <vector>

namespace speed {

/// round(n / factor) samples, halves upwards: tempo and pitch change by `factor`, as a record's
/// that turns faster, or as `sox speed`'s. Throws std::runtime_error where it cannot be done.
std::vector<float> played(const std::vector<float>& samples, double factor);

}  // namespace speed

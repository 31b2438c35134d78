// Which definitions the values follow, for those who set values of different versions side by
// side.
#pragma once

#include <limits>

namespace serhost::metrics {

/// What a value is where there is nothing to count.
inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Raised with any change of a definition, after which values cannot be ranked with earlier ones
/// (docs/metrics.md).
inline constexpr char kDefinitions[] =
    "1: ua over the classes present, ece of 15 bins, brier summed over classes";

}  // namespace serhost::metrics

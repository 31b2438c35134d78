// Limits of a bootstrap that are right for skewed and biased values: bias-corrected and
// accelerated (BCa).
#pragma once

#include <utility>
#include <vector>

namespace serhost::metrics {

/// The limits of the central `share` of what was drawn (Efron, "Better Bootstrap Confidence
/// Intervals", 1987). `value` is that of the whole sample, `drawn` those of the draws (at least
/// one), `left_out` those without one unit each. Where all draws lie on one side of the value, or
/// leaving a unit out never changes it, there is nothing to correct by and the plain percentiles
/// are given.
std::pair<double, double> bca_limits(double value, std::vector<double> drawn,
                                     const std::vector<double>& left_out, double share = 0.95);

}  // namespace serhost::metrics

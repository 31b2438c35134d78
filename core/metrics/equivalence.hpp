// Equivalence (TOST) and power: is a difference too small to matter, and how large must it be to be
// detected? Of the estimate that the interval and p are of.
#pragma once

#include <optional>

#include "metrics/estimate.hpp"

namespace serhost::metrics {

struct Equivalence {
  double above = 1.0;  ///< p against "the difference is -margin or less"
  double below = 1.0;  ///< p against "the difference is +margin or more"
  double p = 1.0;      ///< the larger: under 0.05 the systems are equivalent within the margin
};

/// Two one-sided t tests (Schuirmann, 1987). Absent where the units give no spread. Throws
/// std::logic_error for a margin that is not positive.
std::optional<Equivalence> equivalence(const Estimate& difference, double margin);

/// The true difference that a two-sided t test at `level` with this standard error finds with
/// probability `power`: what the experiment could have seen. Absent where the units give no
/// spread: where all agree there is nothing to compute it from.
std::optional<double> detectable_difference(const Estimate& difference, double level = 0.05,
                                            double power = 0.8);

}  // namespace serhost::metrics

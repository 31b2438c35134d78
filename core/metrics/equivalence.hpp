// Equivalence (TOST) and power: is a difference too small to matter, and how large must it be to be
// detected?
#pragma once

#include <optional>
#include <vector>

#include "metrics/paired.hpp"

namespace serhost::metrics {

struct Equivalence {
  double mean = 0.0;   ///< of the differences
  double above = 1.0;  ///< p against "the difference is -margin or less"
  double below = 1.0;  ///< p against "the difference is +margin or more"
  double p = 1.0;      ///< the larger: under 0.05 the systems are equivalent within the margin
};

/// Two one-sided paired t tests (Schuirmann, 1987) on one difference for each independent unit.
/// Absent for fewer than two differences. Throws std::logic_error for a margin that is not
/// positive.
std::optional<Equivalence> equivalence(const std::vector<double>& differences, double margin);

/// The true mean difference that a two-sided paired t test at `level` on as many differences with
/// this standard deviation (n - 1) finds with probability `power`: what the experiment could have
/// seen. Absent for fewer than two differences; 0 where all are equal.
std::optional<double> detectable_difference(const std::vector<double>& differences,
                                            double level = 0.05, double power = 0.8);

/// The true mean difference with which as many normal differences of this standard deviation (n -
/// 1) are all above 0 with probability `power`. Throws std::logic_error for fewer than two.
double unanimous_difference(const std::vector<double>& differences, double power = 0.8);

/// The true mean difference that `compare_over_speakers` finds at `level` with probability `power`.
/// As above; but where only the two most extreme of all swaps are rare enough, every speaker has to
/// go the same way, which is more than a t test asks for, and where not even those are, no
/// difference is found: infinity. Absent where the speakers are unknown or fewer than two.
std::optional<double> detectable_by_swaps(const Difference& difference, double level = 0.05,
                                          double power = 0.8);

}  // namespace serhost::metrics

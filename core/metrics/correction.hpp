// Many comparisons at once: with twenty cells one difference at 5 % is to be expected by chance.
#pragma once

#include <vector>

namespace serhost::metrics {

/// Holm's step-down adjustment ("A Simple Sequentially Rejective Multiple Test Procedure", 1979):
/// an adjusted p under 0.05 keeps the chance of any false finding in the whole list at 5 %, however
/// the tests depend on each other. In the order given.
std::vector<double> holm(const std::vector<double>& p);

}  // namespace serhost::metrics

// The difference of two systems that were tested on the same clips, with speakers or folds as the
// units: far better known than either value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "metrics/interval.hpp"

namespace serhost::metrics {

/// Everything here is of one quantity, second - first.
struct Difference {
  double first = 0.0, second = 0.0;  ///< pooled, or means of folds: the mean over seeds
  Estimate estimate{};  ///< of second - first; without freedom where units say nothing of its error
  Interval interval{};  ///< `speakers` is the number of units
  double p = 1.0;  ///< two-sided, of the same t; NaN where units say nothing. Under 0.05 exactly
                   ///< where the interval leaves 0 out
};

/// All metrics over the clips of all speakers, by the jackknife over speakers. `first[i]` and
/// `second[i]` hold the outcomes of one seed each; the numbers of seeds may differ. Both must have
/// the same test clips, which the caller ensures by their keys; throws std::logic_error where
/// speakers or classes differ in number.
std::map<std::string, Difference> compare_over_speakers(const std::vector<Outcomes>& first,
                                                        const std::vector<Outcomes>& second);

/// All metrics as means over folds that count alike: `first[fold][i]` holds the outcomes of one
/// seed. A fold in which a metric is undefined takes no part in it.
std::map<std::string, Difference> compare_over_folds(
    const std::vector<std::vector<Outcomes>>& first,
    const std::vector<std::vector<Outcomes>>& second);

}  // namespace serhost::metrics

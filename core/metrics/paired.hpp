// The difference of two systems that were tested on the same clips, with speakers as the units: far
// better known than either value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "metrics/interval.hpp"

namespace serhost::metrics {

struct Difference {
  double first = 0.0, second = 0.0;  ///< pooled: the mean over seeds
  Interval interval;                 ///< of second - first: BCa, the same speakers drawn for both
  double p = 1.0;  ///< two-sided, of swapping the systems' clips speaker by speaker; NaN where the
                   ///< interval is absent
  bool exact = false;  ///< all swaps were tried, not drawn
  /// The jackknife's pseudo-values (Tukey, 1958), n d - (n - 1) d without speaker k: what each
  /// speaker says of the difference, nearly independent of the others, whatever the metric. Empty
  /// where the interval is absent.
  std::vector<double> by_speaker{};
};

/// Where all swaps are tried, no p is under this: that of swapping nothing, or everything.
double smallest_p(const Difference& difference);

/// All metrics. `first[i]` and `second[i]` hold the outcomes of one seed each; the numbers of seeds
/// may differ. Both must have the same test clips, which the caller ensures by their keys; throws
/// std::logic_error where clips of a seed, speakers or classes differ in number.
///
/// Up to 14 speakers all 2^n swaps are tried, beyond that `draws` random ones, where p = (1 + as
/// far) / (1 + draws). Swaps need as many seeds on both sides; otherwise p is NaN. Deterministic.
std::map<std::string, Difference> compare_over_speakers(const std::vector<Outcomes>& first,
                                                        const std::vector<Outcomes>& second,
                                                        std::size_t draws = 2000);

}  // namespace serhost::metrics

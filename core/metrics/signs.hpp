// Tests of paired differences by their signs: if two systems are alike, each difference was as
// likely to have the other sign.
#pragma once

#include <cstddef>
#include <vector>

namespace serhost::metrics {

/// A two-sided test of "no difference".
struct SignTest {
  double statistic = 0.0;
  double p = 1.0;
  bool exact = true;      ///< all signs were counted; else approximate or drawn
  std::size_t pairs = 0;  ///< that took part
};

/// Wilcoxon's signed-rank test ("Individual Comparisons by Ranking Methods", 1945). Differences of
/// 0 take no part; ties share their mean rank. Exact, also with ties, up to 200 differences, then
/// the normal approximation with tie correction, without continuity correction. `statistic` is the
/// smaller of the two rank sums, as SciPy's.
SignTest signed_rank(const std::vector<double>& differences);

/// Fisher's randomization test on the mean difference: all 2^n signs up to n = 20, then `draws`
/// random ones, where p = (1 + as far) / (1 + draws). `statistic` is the mean. Give one difference
/// for each unit that is independent of the others, such as a fold's mean over seeds: seeds of one
/// fold share their test clips. Deterministic.
SignTest sign_flips(const std::vector<double>& differences, std::size_t draws = 100000);

}  // namespace serhost::metrics

// McNemar's test: do two systems differ in how many of the same clips they get right?
#pragma once

#include <cstddef>
#include <vector>

namespace serhost::metrics {

/// Both p are two-sided; 1 where the systems never differ. The mid-p halves the weight of the
/// observed outcome: the exact test is conservative, the more so with few discordant clips
/// (Fagerland, Lydersen, Laake, "The McNemar test for binary matched-pairs data", 2013). Clips
/// count as independent, which those of one speaker are not: see paired.hpp for the test over
/// speakers.
struct McNemar {
  std::size_t only_first = 0, only_second = 0;  ///< clips that one alone gets right
  double exact = 1.0, mid_p = 1.0;
};

/// `first` and `second` say of the same clips, in the same order, which are right; throws
/// std::logic_error where they differ in length.
McNemar mcnemar(const std::vector<bool>& first, const std::vector<bool>& second);

}  // namespace serhost::metrics

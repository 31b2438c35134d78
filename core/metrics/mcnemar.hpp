// McNemar's test: do two systems differ in how many of the same clips they get right? It takes
// clips as independent, which those of one speaker are not: a description, by which nothing is
// decided.
#pragma once

#include <cstddef>
#include <vector>

namespace serhost::metrics {

/// Both p are two-sided; 1 where the systems never differ. The mid-p halves the weight of the
/// observed outcome: the exact test is conservative, the more so with few discordant clips
/// (Fagerland, Lydersen, Laake, "The McNemar test for binary matched-pairs data", 2013).
struct McNemar {
  double only_first = 0.0, only_second = 0.0;  ///< clips that one alone gets right; a tie is half
  double exact = 1.0, mid_p = 1.0;
};

/// `first` and `second` say of the same clips, in the same order, which are right; throws
/// std::logic_error where they differ in length.
McNemar mcnemar(const std::vector<bool>& first, const std::vector<bool>& second);

/// Of several seeds: of each clip, in how many seeds the second alone is right less those in which
/// the first alone is (`signed_counts`), and whether the systems differ in any seed. A clip is the
/// side's that leads; where the seeds that differ balance, it is half of each. Throws
/// std::logic_error where they differ in length.
McNemar mcnemar_of_seeds(const std::vector<int>& signed_counts, const std::vector<bool>& differs);

}  // namespace serhost::metrics

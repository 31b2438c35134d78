// Two systems on the same clips: which of their seeds are paired, and which units decide.
#pragma once

#include "report/comparison.hpp"

namespace serhost::report {

/// All of a comparison but what depends on the other comparisons of the table. Speakers are the
/// units where they are known and at least six take part, else folds, of which there must be six,
/// the same for every seed; else nothing is decided.
Comparison compare_pair(const std::vector<run::EvaluatedRun>& systems, std::size_t first,
                        std::size_t second, const ComparisonOptions& options);

}  // namespace serhost::report

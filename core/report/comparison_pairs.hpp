// Pairs of a comparison as text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/comparison.hpp"
#include "report/paint.hpp"

namespace serhost::report {

/// "better − worse": second minus first, as all differences are.
std::string names_of_pair(const std::vector<run::EvaluatedRun>& systems, const Comparison& pair);

/// The difference with its interval, a line for every test, and what describes it.
std::string pair_in_full(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                         const Comparison& pair, const Paint& paint);

/// A table of one line for every pair.
std::string pairs_in_lines(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                           std::size_t width, const Paint& paint);

}  // namespace serhost::report

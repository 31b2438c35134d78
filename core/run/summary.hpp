// From the results of folds and seeds to the metrics of the run.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "metrics/scores.hpp"
#include "run/run.hpp"

namespace serhost::run {

/// `outcomes` holds the test clips by (fold, seed), as many as there are results. Empty without
/// results.
std::map<std::string, MetricSummary> summarize(
    const std::vector<Result>& results,
    const std::map<std::pair<std::int64_t, std::int64_t>, metrics::Outcomes>& outcomes);

}  // namespace serhost::run

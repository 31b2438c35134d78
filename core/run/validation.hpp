// What a run reached on its validation parts: the metric that trials and cells are compared by.
// Test metrics take no part in any choice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "metrics/registry.hpp"
#include "run/run.hpp"

namespace serhost::run {

/// Of one fold and seed, at the epoch that was kept, by the metric that the protocol selects by;
/// nullopt where the run has no validation part.
std::optional<double> validation_of(const Run& run, const Result& result);

/// The mean over all folds and seeds; nullopt where one has none.
std::optional<double> validation_of(const Run& run);

/// Whether a value is better than another, by the metric that selects.
using metrics::is_better;

}  // namespace serhost::run

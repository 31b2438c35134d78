// What a run reached on its validation parts: the figure that trials and cells are compared by.
// Test figures take no part in any choice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "run/run.hpp"

namespace serhost::run {

/// Of one fold and seed, at the epoch that was kept, by the figure that the protocol selects by
/// ("loss": smaller is better); nullopt where the run has no validation part.
std::optional<double> validation_of(const Run& run, const Result& result);

/// The mean over all folds and seeds; nullopt where one has none.
std::optional<double> validation_of(const Run& run);

/// Whether `a` is better than `b`, by that figure.
bool is_better(double a, double b, const std::string& figure);

}  // namespace serhost::run

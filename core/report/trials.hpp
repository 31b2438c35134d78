// Runs joined into experiments, and the choice among several that fall into one cell of a grid.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/grid.hpp"

namespace serhost::report {

/// One for all runs of the same experiment, which differ in seeds or folds alone.
std::vector<run::EvaluatedRun> experiments_of(std::vector<run::EvaluatedRun> runs,
                                              const GridOptions& options);

/// The best of `trials`, indices into `experiments`, by its mean validation metric. Throws
/// Error(failed) if they are not comparable or one has no validation metric; `place` names the
/// cell.
std::size_t chosen_trial(const std::vector<std::size_t>& trials,
                         const std::vector<run::EvaluatedRun>& experiments,
                         const std::string& place);

/// The keys in which trials of a cell differ.
std::vector<std::string> varied_keys(const std::vector<std::size_t>& trials,
                                     const std::vector<run::EvaluatedRun>& experiments,
                                     const GridOptions& options);

}  // namespace serhost::report

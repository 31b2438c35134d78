// What `check` says of an experiment, for every cell of a sweep.
#pragma once

#include <string>

#include "app/experiment_check.hpp"
#include "app/session.hpp"
#include "base/error.hpp"
#include "config/experiment.hpp"
#include "sweep/sweep.hpp"

namespace serhost::app {

/// Adds the faults of all cells, one that several cells share once. Clips and folds are read once
/// for all cells that have the same. Of `prepared` the registry is used; the rest becomes that of
/// the cells, one after the other.
void check_cells(const Session& session, Prepared& prepared, const sweep::Sweep& swept,
                 Faults& faults);

/// Equal for two experiments if, and only if, their clips and folds come out the same: made of the
/// values of the tables that these depend on.
std::string data_key(const config::Experiment& experiment);

}  // namespace serhost::app

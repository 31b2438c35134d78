// What TensorBoard shows of a run as a whole, beside the curves of its folds.
#pragma once

#include <string>

#include "run/run.hpp"

namespace serhost::app {

/// An event file of a finished run: its experiment, its results as a table, and, of a task with
/// classes, its confusion matrix as a picture, where librsvg is there to draw it. `wall_time`:
/// seconds since 1970.
std::string board_of(const run::Run& run, double wall_time);

}  // namespace serhost::app

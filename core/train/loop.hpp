// The loops over seeds and folds, with model and loss from any composer.
#pragma once

#include <functional>
#include <vector>

#include "train/fold.hpp"

namespace serhost::train {

/// [run] As `run` (run.hpp), which calls it. `drain_log` as in FoldJob.
void run_with(const Composer& compose, const config::Experiment& experiment,
              const data::Manifest& manifest, const std::vector<data::Folds>& folds,
              RunObserver& observer, const RunOptions& options,
              const std::function<void()>& drain_log = {});

}  // namespace serhost::train

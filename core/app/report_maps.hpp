// Maps for a report: a run's checkpoint applied to the clips of its experiment.
#pragma once

#include <string>

#include "app/session.hpp"
#include "report/charts.hpp"
#include "report/document.hpp"
#include "run/evaluated_run.hpp"
#include "run/events.hpp"

namespace serhost::app {

/// "no map for this task, …" where a model of the task has no map of clips; else "".
std::string why_no_map(const std::string& task);

/// Of the first fold and seed whose best checkpoint is there. Throws Error: missing where no
/// checkpoint was kept (train.checkpoints), and what reading the experiment or its audio throws.
report::Section maps_of(const Session& session, const run::EvaluatedRun& system,
                        const std::string& name, RunObserver& observer,
                        const report::ChartOptions& options = {});

}  // namespace serhost::app

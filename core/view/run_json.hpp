// Runs and sweeps as the page asks for them. Numbers are those of the records; NaN is null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "view/found_runs.hpp"

namespace serhost::view {

/// {"runs": [{"id", "folder", "name", "status", "metrics": {…}, …}], "sweeps": [{"cells": […]}]}
nlohmann::ordered_json list_json(const Found& found);

/// Everything about one run: facts, stamps, epochs, confusion, summary, folds.
nlohmann::ordered_json run_json(const FoundRun& found);

/// The test clips of a finished run that were taken for another class, the surest first, at most
/// 2,000 of them; empty of a task without classes.
nlohmann::ordered_json mistakes_json(const FoundRun& found);

}  // namespace serhost::view

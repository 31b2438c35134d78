// A model card (Mitchell et al., "Model Cards for Model Reporting", 2019) of a finished run: what
// was measured, on whom, and what follows from it.
#pragma once

#include <string>

#include "run/run.hpp"

namespace serhost::report {

/// Markdown. Everything in it is from the run's record; `facts.resolved_text` is left out where it
/// is empty.
std::string model_card(const run::Run& run);

/// Markdown: what was measured, below the stamps that must be seen first.
std::string results_text(const run::Run& run);

}  // namespace serhost::report

// The result of a run, as `run` and `reproduce` print it.
#pragma once

#include "app/run.hpp"
#include "cli/command.hpp"

namespace serhost::cli {

/// The table on standard output; on standard error, unless quiet, that it is an earlier run's.
void print_result(const app::RunOutcome& outcome, const Globals& globals);

}  // namespace serhost::cli

// What reports and figures of several runs are laid out by, asked for alike by both commands.
#pragma once

#include "app/report_inputs.hpp"
#include "cli/arguments.hpp"
#include "report/grid.hpp"

namespace serhost::cli {

/// --rows, --columns, --metric.
Options grid_options();

/// Of what was given; without it a sweep's own axes, and backbone and loss of anything else.
report::GridOptions grid_options_of(const Parsed& parsed, const app::FoundRuns& found);

}  // namespace serhost::cli

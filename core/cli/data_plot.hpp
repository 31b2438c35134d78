// serhost data plot: pictures of what `data stats` counts.
#pragma once

#include "cli/arguments.hpp"

namespace serhost::cli {

/// Those that plot alone takes.
Options data_plot_options();

/// Writes a file per figure into a folder, or all figures into one file; says what was written.
int plot_data(const Parsed& parsed);

}  // namespace serhost::cli

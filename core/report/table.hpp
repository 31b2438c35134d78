// The result table of a run, as `run` prints it.
#pragma once

#include <filesystem>
#include <string>

namespace serhost::report {

/// From run.json alone. `width` columns; colors by `color`. Throws as run::read_run.
std::string result_table(const std::filesystem::path& run_directory, int width, bool color);

}  // namespace serhost::report

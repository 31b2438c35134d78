// Starting this program again, in a process of its own: the one place that knows the words of its
// command line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/cell_runs.hpp"
#include "app/session.hpp"

namespace serhost::app {

/// The file of this program.
std::filesystem::path own_program();

/// Its arguments, the program's name first, for running an experiment into a folder.
std::vector<std::string> run_words(const Session& session, const CellJob& job);

/// Its arguments, the program first, for the conformance kit on a plugin.
std::vector<std::string> conformance_words(const std::filesystem::path& plugin);

}  // namespace serhost::app

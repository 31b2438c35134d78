// The runs that the arguments of a report stand for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/tested.hpp"

namespace serhost::cli {

/// The folder of a run, or every finished run below a folder; with the keys of their resolved experiments. Unfinished runs below a
/// folder go to `unfinished`, sorted. Throws Error: missing where there is nothing, failed for a run that was named and is not finished.
std::vector<report::Tested> runs_of(const std::vector<std::string>& arguments, std::vector<std::filesystem::path>& unfinished);

}  // namespace serhost::cli

// What run.json says of its predictions, computed from them anew: a record whose parts contradict
// each other was altered, and is no result.
#pragma once

#include <filesystem>
#include <map>
#include <string_view>
#include <utility>

#include "run/predictions.hpp"
#include "run/run.hpp"

namespace serhost::run {

/// Sets scores and summary of a finished `run` to those of `rows`, its predictions; intervals then
/// are today's. Throws DataError (damaged) where run.json has another value, deviation, interval,
/// confusion, recall, number of speakers or list of seeds, or the hash of other `predictions` (the
/// text of the file). What an earlier version did not record, or computed by another method (the
/// intervals), is no contradiction.
void recompute(Run& run, std::string_view predictions,
               const std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows>& rows,
               const std::filesystem::path& run_directory);

}  // namespace serhost::run

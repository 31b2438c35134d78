// What goes on to others must be a whole result whose parts agree.
#pragma once

#include <filesystem>
#include <string_view>

#include "run/run.hpp"

namespace serhost::run {

/// Test clips, a summary, scores that are those of `predictions` (the text of predictions.csv), and
/// predictions of clips that `folds` (the text of folds.csv; "" where there is none) calls tested.
/// Throws Error(failed) where the run is not finished, DataError (damaged) with what contradicts.
void require_whole(const Run& run, std::string_view predictions, std::string_view folds,
                   const std::filesystem::path& folder);

}  // namespace serhost::run

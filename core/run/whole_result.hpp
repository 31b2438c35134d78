// What goes on to others must be a whole result whose parts agree.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "run/evaluated_run.hpp"
#include "run/run.hpp"

namespace serhost::run {

/// Test clips, a summary, scores that are those of `predictions` (the text of predictions.csv), and
/// predictions of clips that `folds` (the text of folds.csv; "" where there is none) calls tested.
/// Throws Error(failed) where the run is not finished, DataError (damaged) with what contradicts.
void require_whole(const Run& run, std::string_view predictions, std::string_view folds,
                   const std::filesystem::path& folder);

/// The parts of it, where the predictions are compared anyway (evaluated_run.hpp): whether there
/// are results, as run.json has them, and whether the clips that were predicted are tested.
void require_results(const Run& run, const std::filesystem::path& folder);
void require_tested(const EvaluatedRun& read, std::string_view folds,
                    const std::filesystem::path& folder);

/// The text of a file of a record, by its name; absent where it is not there.
using FileText = std::function<std::optional<std::string>(const std::string& name)>;

/// Throws DataError (damaged) where run.json or a file that it hashed is not as it was when the run
/// ended, Error(missing) where one is gone. Of records of earlier versions, which hashed none,
/// nothing is asked.
void require_unaltered(const Run& run, const FileText& text_of,
                       const std::filesystem::path& folder);

}  // namespace serhost::run

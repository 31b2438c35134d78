// What run.json says of a run, compared with the files beside it: who was tested, on what the
// checkpoint was selected, how many clips of whom, and the signature.
#pragma once

#include <filesystem>

#include "run/evaluated_run.hpp"

namespace serhost::app {

/// Of a finished run whose predictions have been compared (run::read_evaluated_run) and whose keys
/// are those of its resolved.toml. Throws DataError (damaged) where run.json says otherwise than
/// folds.csv, clips.csv, predictions.csv or resolved.toml, where resolved.toml is another than it
/// hashed, where another file that it hashed or run.json itself is not what it was when the run
/// ended, and where folds.csv, which every record of today has, is gone;
/// Error(missing) where another of them is. Sets `test_speakers` to
/// what the lists say where run.json does not say it, and to unknown where they cannot tell. What
/// earlier versions did not write is not compared.
void check_record(run::EvaluatedRun& read, const std::filesystem::path& folder);

}  // namespace serhost::app

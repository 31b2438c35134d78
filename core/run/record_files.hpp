// The files of a run directory that say what a run was and what came out of it: what a bundle takes
// along, and what no other output may overwrite.
#pragma once

#include <array>

namespace serhost::run {

/// What came out; plain CSV and JSON.
inline constexpr std::array kResultFiles = {"run.json", "predictions.csv", "folds.csv",
                                            "history.csv", "clips.csv"};

/// What was run: as it was given, and with every value.
inline constexpr std::array kExperimentFiles = {"experiment.toml", "resolved.toml"};

/// What run.json hashes beside predictions.csv and resolved.toml once a run is finished, of those
/// that are there: nothing writes them afterwards. "model.json" is that of an evaluation.
inline constexpr std::array kHashedFiles = {"experiment.toml", "folds.csv",    "history.csv",
                                            "clips.csv",       "serhost.lock", "model.json"};

}  // namespace serhost::run

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

}  // namespace serhost::run

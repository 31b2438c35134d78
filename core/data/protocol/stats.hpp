// Counts of a manifest and its folds, for people and for programs.
#pragma once

#include <string>

#include "data/protocol/folds.hpp"

namespace serhost::data {

/// Clips and hours per class, corpus, speaker and session; clips and classes per part of each fold;
/// what was left out. `folds` may be empty.
std::string stats_text(const Manifest& manifest, const Folds& folds);
std::string stats_json(const Manifest& manifest, const Folds& folds);

}  // namespace serhost::data

// The label of a comparability signature: the part that people read.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "app/experiment_check.hpp"
#include "train/run.hpp"

namespace serhost::app {

/// "emodb:4c | 20 of 40 clips | loso-speaker | dev:speakers | sel:ua | seeds:3 | serhost:0.1.0".
/// `partition`: the signature's field `folds`.
std::string label_of(const Prepared& prepared, const train::TaskFacts& facts,
                     const std::string& partition);

/// Those corpora of which some clip is tested, in this run or in a fold that it leaves out.
std::set<std::size_t> tested_corpora(const Prepared& prepared);

/// With those that are left out, by their numbers.
std::vector<data::Fold> all_folds(const data::Folds& drawn);

/// Whether any fold has a validation part.
bool validates(const Prepared& prepared);

}  // namespace serhost::app

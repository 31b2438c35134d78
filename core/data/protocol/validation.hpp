// Splits the validation set of every fold from its training set.
#pragma once

#include "data/protocol/folds.hpp"

namespace serhost::data {

/// On entry `train` and `test` of each fold are set, and `validation` where the data or the fold
/// list gives one. On return the rule has been applied and Folds::validation says what was done.
void apply_validation(const Manifest& manifest, const config::ProtocolTable& protocol,
                      std::uint64_t seed, Folds& folds, Faults& faults);

}  // namespace serhost::data

// What needs the audio before anything trains: every clip is decoded once, and recordings are
// compared over the parts.
#pragma once

#include "cli/experiment_check.hpp"
#include "data/audit.hpp"

namespace serhost::cli {

/// Decodes with a display of the progress.
data::Listen listener(const Globals& globals);

/// Adds what cannot be decoded and what is in two parts (65). Copies that the protocol allows
/// become notes of the folds.
void check_audio(const Globals& globals, Prepared& prepared, Faults& faults);

}  // namespace serhost::cli

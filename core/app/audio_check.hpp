// What needs the audio before anything trains: every clip is decoded once, and recordings are
// compared over the parts.
#pragma once

#include "app/experiment_check.hpp"
#include "data/audit.hpp"
#include "run/events.hpp"

namespace serhost::app {

/// Decodes, and reports how far it is.
data::Listen listener(RunObserver& observer);

/// Adds what cannot be decoded and what is in two parts (65). Copies that the protocol allows
/// become notes of the folds.
void check_audio(Prepared& prepared, RunObserver& observer, Faults& faults);

}  // namespace serhost::app

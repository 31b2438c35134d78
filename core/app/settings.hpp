// What the environment sets of the program itself. A wrong value is a fault of usage (64), whatever
// the command; a variable that the text of an experiment names is a fault of that text (78).
#pragma once

namespace serhost::app {

/// SERHOST_CHECKPOINT_SECONDS: between two checkpoints; a minute if it is not set. Throws
/// UsageError.
double checkpoint_seconds();

/// Throws UsageError for the first variable of the program with a wrong value, whether or not the
/// command at hand would have looked at it: `check` says what `run` would.
void require_settings();

}  // namespace serhost::app

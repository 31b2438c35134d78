// From a fold that was just made to one whose model is ready for its first update.
#pragma once

#include "train/fold_run.hpp"

namespace serhost::train {

/// [run] Puts the model onto its device, reads features in the place of audio where the model takes
/// them, fits components that ask for it, and computes once what is frozen. Throws Error(stopped)
/// where the fold is asked to stop.
void start_fold(FoldRun& fold);

}  // namespace serhost::train

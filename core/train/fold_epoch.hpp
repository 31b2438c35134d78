// One epoch of a fold: its updates, then its validation.
#pragma once

#include "train/fold_run.hpp"

namespace serhost::train {

/// [run] What is left of the epoch that `fold.state` is in. Tells the observer when it is over;
/// `fold.state` is then at the beginning of the next. Throws Error(stopped) where it is asked to
/// stop, once the state is saved.
void run_epoch(FoldRun& fold);

}  // namespace serhost::train

// Components with the ability Fitted see the train part once before training, each through the
// parts before it.
#pragma once

#include <functional>

#include "train/composition.hpp"

namespace serhost::train {

/// Whether any component of it has that ability.
bool is_fitted(Composition& composition);

/// Calls its argument with every clip, one by one; called anew for every component that is fitted.
using ForEachClip = std::function<void(const std::function<void(const Sequence&)>&)>;

/// [run] Fits backbones in the order of the chain, then the loss (on the frames of the chain). No
/// clip is asked for where nothing is fitted.
void fit(Composition& composition, const ForEachClip& each_clip);

}  // namespace serhost::train

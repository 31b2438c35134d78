// Components with the ability Fitted see the train part once before training, each through the
// parts before it.
#pragma once

#include <functional>
#include <serhost/fits_at_once.hpp>

#include "model/precision.hpp"
#include "train/composition.hpp"

namespace serhost::train {

/// Whether any component of it has that ability.
bool is_fitted(Composition& composition);

/// Calls its argument with every clip, one by one; called anew for every component that is fitted.
using ForEachClip = std::function<void(const std::function<void(const Sequence&)>&)>;

/// [run] Fits backbones in the order of the chain, then the loss (on the frames of the chain). No
/// clip is asked for where nothing is fitted. `precision`: that the parts before compute in, as in
/// training; what is seen is fp32.
void fit(Composition& composition, const ForEachClip& each_clip,
         const model::Precision& precision = {});

/// Whether its heads are fitted at once and not trained (serhost/fits_at_once.hpp).
bool fits_at_once(Composition& composition);

/// Throws Error(config) where something is left to be trained, where there are no labels, and where
/// `train` changes clips each time they are seen: `place` is the head's, "a.toml:9:12".
void require_fit_at_once(Composition& composition, const Targets& example,
                         const config::TrainTable& train, const std::string& place);

/// Calls its argument with every clip of a part: frames of the chain, and targets.
using ForEachLabeled = std::function<void(
    FitsAtOnce::Part, const std::function<void(const Sequence&, const Targets&)>&)>;

/// [run] Fits the heads to the train part, with the validation part at hand.
void fit_heads(Composition& composition, const ForEachLabeled& each_clip);

}  // namespace serhost::train

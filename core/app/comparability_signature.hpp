// The comparability signature of an experiment's results, from what is known before training.
#pragma once

#include "app/experiment_check.hpp"
#include "run/signature.hpp"
#include "train/pretraining.hpp"

namespace serhost::app {

/// Needs the manifest with its audio read, so that the fingerprint is that of what is heard.
run::Signature comparability_signature(const Prepared& prepared,
                                       const train::Pretraining& pretraining);

}  // namespace serhost::app

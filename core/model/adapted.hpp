// Parameter-efficient fine-tuning of a backbone: all of it is frozen, and the method that the
// experiment names ([backbone] adapt) says what is trained in its place.
#pragma once

#include <torch/nn/module.h>

#include "config/experiment.hpp"

namespace serhost::model {

/// [run] What is frozen already stays as it is, without an adaptation. Nothing where `table` names
/// none. Throws std::invalid_argument with a sentence where the backbone has nothing to adapt.
void adapt(torch::nn::Module& backbone, const config::AdaptTable& table);

}  // namespace serhost::model

// The text of architecture.json: what a checkpoint must say for the model to be made again.
#pragma once

#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "train/composition.hpp"

namespace serhost::train {

/// Components with every parameter's value, head, classes, sample rate and the resolved experiment.
std::string architecture_json(const config::Experiment& experiment, const Task& task,
                              Composition& composition);

}  // namespace serhost::train

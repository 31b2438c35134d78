// How much each class counts in the weighted mean of the loss: the host's business, hence the same
// for every loss.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/experiment.hpp"

namespace serhost::train {

/// One weight per class. "none": 1. "balanced": clips / (classes that occur x clips of the class),
/// so that every class carries the same total and the mean weight of a clip is 1; 1 for a class
/// that does not occur. A table: its values, 1 for a class it leaves out. Throws Error(config) for
/// a class that the task does not have.
std::vector<double> class_weights(const config::TrainTable& train,
                                  const std::vector<std::string>& classes,
                                  const std::vector<std::int64_t>& train_counts);

}  // namespace serhost::train

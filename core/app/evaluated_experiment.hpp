// The experiment of an evaluation: data, labels and protocol of one file, the model of a run.
#pragma once

#include <filesystem>
#include <string>

#include "app/evaluated_classes.hpp"
#include "app/experiment_check.hpp"
#include "app/trained_run.hpp"

namespace serhost::app {

/// From now on `prepared` is the experiment of the model but for its data, labels and protocol:
/// nothing is trained. `model` is for messages; throws Error(config) where the tasks differ.
void take_model(const TrainedRun& trained, const std::filesystem::path& model, Prepared& prepared);

/// The classes of the data and of the model. Throws Error(config) where they have none in common.
JoinedClasses classes_of(const TrainedRun& trained, const Prepared& prepared);

/// The record of which model it was, with the hashes of its weights.
std::string model_json(const TrainedRun& trained);

}  // namespace serhost::app

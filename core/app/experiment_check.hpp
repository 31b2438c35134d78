// From the name of an experiment file to everything that can be known before training, with all
// faults at once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "base/error.hpp"
#include "config/experiment.hpp"
#include "data/manifest/lengths.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "host/registry.hpp"
#include "train/run.hpp"

namespace serhost::app {

/// The components that the session sees.
host::Registry registry_of(const Session& session);

struct Prepared {
  host::Registry registry;
  config::Experiment experiment;
  data::Manifest manifest;
  std::vector<data::Folds> folds;  ///< one, or one per seed under `resplit`
};

/// Each step adds its faults and is left out where an earlier one makes it senseless. Complete only
/// where `faults` stays empty.
Prepared prepare(const Session& session, const std::filesystem::path& file,
                 const std::vector<std::string>& overrides, Faults& faults);

/// Folds and the leaks in them, from the manifest as it is now; `prepare` ends with it.
void divide(Prepared& prepared, Faults& faults);

/// Only the registry and the experiment.
Prepared prepare_experiment(const Session& session, const std::filesystem::path& file,
                            const std::vector<std::string>& overrides, Faults& faults);

/// Adds what `train::smoke_test` finds wrong with the composition, also where the data has faults,
/// as long as the classes are known if the task is one of labels, and clips that are too short for
/// the backbone. Uses the session's threads.
train::Facts check_model(const Session& session, const Prepared& prepared, Faults& faults);

/// What the backbone asks of a clip's length.
data::LengthRule length_rule(const config::Experiment& experiment, const train::Facts& facts);

/// What is no fault, but worth a line: keys that have another name today, shadowed components that
/// the experiment uses, names that may be one, classes that are too small, weights that count
/// twice, and, of the model that `facts` are of, what training would leave as it is.
std::vector<std::string> warnings(const Prepared& prepared, const train::Facts& facts = {});

}  // namespace serhost::app

// Trials on the first fold and seed of an experiment, which leave nothing behind: is the model able
// to learn at all, with which learning rate, and where does its time go.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "host/registry.hpp"
#include "run/events.hpp"
#include "train/run.hpp"

namespace serhost::train {

/// What a trial is made from; all must outlive it.
struct TrialJob {
  const config::Experiment& experiment;
  const host::Registry& registry;
  const data::Manifest& manifest;
  const std::vector<data::Folds>& folds;
  RunObserver& observer;
  const RunOptions& options;
};

struct Overfit {
  std::vector<double> losses;  ///< before each update
  std::size_t clips = 0;       ///< of the batch
  /// In eval mode after the last update; absent of a task without labels.
  std::optional<std::size_t> right;
  std::int64_t updates = 0;
  /// All clips are right; of a task without labels, the loss has fallen to a tenth.
  bool learned = false;
};

/// [run] Learns the first effective batch of the training part by heart, with the optimizer's own
/// learning rate and no schedule, and stops as soon as it knows it. Dropout stays as it is. Throws
/// what training throws.
Overfit overfit_batch(const TrialJob& job, std::int64_t most_updates);

/// From `low` to `high` by the same factor after every update.
struct LrRange {
  double low = 1e-7, high = 1.0;
  std::int64_t updates = 100;  ///< at least 10
};

struct LrStep {
  double lr, loss, smooth;  ///< the loss of one batch; the mean of recent ones
};

struct LrSearch {
  std::vector<LrStep> steps;
  /// Where the loss falls most steeply over the logarithm of the rate; absent where it never fell.
  std::optional<double> suggested;
  std::optional<double> diverged;  ///< the rate at which the loss grew out of hand
};

/// [run] A training whose learning rate grows until the loss does (Smith, "Cyclical learning rates
/// for training neural networks", WACV 2017, section 3.3). Groups keep their ratios.
LrSearch find_lr(const TrialJob& job, const LrRange& range);

/// The suggestion for such a curve.
std::optional<double> steepest_fall(const std::vector<LrStep>& steps);

/// [run] Ten updates of training after three that warm up, as a trace that chrome://tracing and
/// Perfetto open: every operation with its start and end, by thread. Throws Error(unavailable)
/// where this LibTorch was built without its profiler.
void write_profile(const TrialJob& job, const std::filesystem::path& file);

}  // namespace serhost::train

// Training and testing of one fold with one seed.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "data/loading/loader.hpp"
#include "data/manifest/histories.hpp"
#include "data/protocol/folds.hpp"
#include "run/events.hpp"
#include "train/composition.hpp"
#include "train/run.hpp"

namespace serhost::train {

class FrozenPrefix;

/// Decoded audio and cached features, shared by all folds and seeds of a run.
struct RunCaches {
  std::unique_ptr<data::ClipSource> source;
  std::int64_t sample_rate = 0;
  std::shared_ptr<FrozenPrefix> frozen_prefix;       ///< made by the first fold
  std::shared_ptr<const data::Histories> histories;  ///< of a task of dialogues; by the first fold
  std::set<std::string> told;                        ///< findings of which the observer has heard

  data::ClipSource& at(const data::Manifest& manifest,
                       std::int64_t rate);  ///< made at the first call
};

struct FoldJob {
  const config::Experiment& experiment;
  const data::Manifest& manifest;
  std::shared_ptr<const tasks::Task> task;
  const data::Fold& fold;
  std::int64_t folds = 1, seed = 1;
  c10::Device device;
  const Composer& compose;
  RunCaches& caches;
  RunObserver& observer;
  const RunOptions& options;
  std::function<void()> drain_log;  ///< called between updates: what other threads have to say
                                    ///< reaches the observer here; may be empty
};

/// Those of the run's clips, made at the first call; null of a task that hears single clips.
std::shared_ptr<const data::Histories> histories_of(const FoldJob& job);

/// [run] Tells the observer of the start, of every epoch and of the end with the predictions of the
/// test part. Throws Error(failed) for a loss that is not finite and Error(stopped) where
/// `options.stop` says so.
void train_fold(const FoldJob& job);

}  // namespace serhost::train

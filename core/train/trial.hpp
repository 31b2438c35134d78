// The first fold and seed of an experiment, ready to be trained for a while.
#pragma once

#include <memory>
#include <vector>

#include "train/fold_run.hpp"
#include "train/trials.hpp"

namespace serhost::train {

/// [run]
class Trial {
 public:
  /// Throws DataError where the fold has no clip to train on.
  explicit Trial(const TrialJob& job, std::int64_t updates);

  FoldRun& fold() { return *fold_; }

  /// The micro-batches of the next update, epoch after epoch.
  std::vector<MicroBatch> next();

  /// One update, in which every group's learning rate is `factor` times its own. Returns the mean
  /// loss. Throws Error(failed) where loss or gradient is not finite.
  double update(std::vector<MicroBatch> micro, double factor);

 private:
  TrialJob job_;
  Composer compose_;
  RunCaches caches_;
  RunOptions options_;
  std::unique_ptr<FoldJob> fold_job_;
  std::unique_ptr<FoldRun> fold_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<data::Loader> loader_;
  std::int64_t epoch_ = 0;
};

}  // namespace serhost::train

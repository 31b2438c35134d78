// A fold while it runs: its parts, how far it is, and the two things that can happen at any point:
// it is saved, it is asked to stop.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "distributed/together.hpp"
#include "train/fold_clips.hpp"
#include "train/fold_keeper.hpp"
#include "train/logged.hpp"
#include "train/progress.hpp"
#include "train/trainer.hpp"

namespace serhost::train {

/// Seconds since it was made or set, on top of what was spent before.
class Elapsed {
 public:
  void set(double before) {
    before_ = before;
    start_ = std::chrono::steady_clock::now();
  }
  double seconds() const {
    return before_ +
           std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  double before_ = 0.0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// [run] Members are made in this order. `job` must outlive it.
struct FoldRun {
  explicit FoldRun(const FoldJob& job);
  FoldRun(const FoldRun&) = delete;
  FoldRun& operator=(const FoldRun&) = delete;

  std::string stage(const std::string& what) const;  ///< "fold 2/10 seed 1 <what>"
  std::string epoch_name() const;                    ///< "fold 2/10 seed 1 epoch 3/30"

  /// Weights and optimizer are at a point where training can go on: between two updates, or before
  /// or after a validation.
  void save();
  /// Any process is; all ask together.
  bool asked_to_stop() const { return distributed::any_of(collective, asked_here()); }
  bool asked_here() const { return job.options.stop && job.options.stop(); }  ///< this process is
  [[noreturn]] void stopped(const std::string& where) const;  ///< throws Error(stopped)

  const FoldJob& job;
  const config::TrainTable& table;
  FoldTask task;
  Logged logged;
  Composition composition;
  Batcher batcher;
  FoldClips clips;
  Collective& collective;  ///< the processes that train
  TrainContext context;
  FoldKeeper keeper;
  ThrottledProgress progress;
  FoldState state;
  Position position;
  std::optional<Trainer> trainer;      ///< made when the components are fitted
  std::unique_ptr<data::Loader> next;  ///< of the epoch that comes, loading ahead
  Elapsed elapsed, epoch_elapsed;
  bool still = false;       ///< no update of this epoch had a gradient yet
  bool told_still = false;  ///< that an epoch had none
};

}  // namespace serhost::train

// What a fold must not lose: when it is saved, the best weights so far, and going on from where it
// was.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "train/checkpoint.hpp"
#include "train/collective.hpp"
#include "train/fold.hpp"
#include "train/selection.hpp"

namespace serhost::train {

CheckpointPlace checkpoint_place(const RunOptions& options, const config::TrainTable& train,
                                 std::int64_t fold, std::int64_t seed);

class FoldKeeper {
 public:
  /// `job` must outlive it. `architecture`: the text of architecture.json.
  FoldKeeper(const FoldJob& job, std::string architecture);

  bool enabled() const { return checkpoints_.enabled(); }

  /// The state of an earlier session, with weights, optimizer and best weights put back; nothing
  /// where the fold begins anew, whose leftovers then go. Throws Error(unavailable) where processes
  /// do not find the same state.
  std::optional<FoldState> resume(const Composition& composition, Optimizer& optimizer);

  /// True where RunOptions::checkpoint_seconds have gone by since the last save, and writing takes
  /// no more than a twentieth of the time.
  bool due() const;

  /// [run] Between two updates, or where an epoch or training has ended. Changes nothing but the
  /// disk, and of several processes rank 0 alone does so.
  void save(const Composition& composition, const Optimizer& optimizer, const FoldState& state);

  /// An epoch (from 1) is over, with the validation metric, which is absent where there is no
  /// validation part. True where it is the best so far; its weights are then kept.
  bool record_epoch(const Composition& composition, std::int64_t epoch,
                    std::optional<double> value);

  /// Puts the best weights in the place of the last ones, and called again puts those back: a test
  /// that is broken off is saved with the weights that training ended with.
  void exchange_best(const Composition& composition);

  /// Training is over: what `keep` keeps is on disk before the test, and with it, unless they took
  /// a moment, all updates.
  void save_end(const Composition& composition, const Optimizer& optimizer, const FoldState& state);

  const Selection& selection() const { return selection_; }

 private:
  using Clock = std::chrono::steady_clock;
  double since_save() const {
    return std::chrono::duration<double>(Clock::now() - saved_at_).count();
  }

  bool writes() const { return enabled() && all_.rank == 0; }
  std::optional<FoldState> load(const Composition& composition, Optimizer& optimizer);

  Checkpoints checkpoints_;
  const FoldJob& job_;
  Collective& all_;
  Selection selection_;
  std::map<std::string, at::Tensor>
      best_;  ///< empty where there is no validation part: the last weights are the best
  std::int64_t best_saved_ = 0;  ///< the epoch that `best/` holds
  bool has_last_ = false;        ///< `last/` is there
  Clock::time_point saved_at_ = Clock::now();
  double cost_ = 0.0;  ///< seconds of the last save
};

}  // namespace serhost::train

// Saving and resuming of a fold.
#include "train/fold_keeper.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "distributed/together.hpp"
#include "train/clock.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace {

constexpr double kSecondsWorthSaving = 5.0;
constexpr double kShareOfSaving = 1.0 / 20;  // of the time, at most: large models are slow to write

}  // namespace

CheckpointPlace checkpoint_place(const RunOptions& options, const config::TrainTable& train,
                                 std::int64_t fold, std::int64_t seed) {
  return {options.checkpoints, fold, seed, train.checkpoints};
}

FoldKeeper::FoldKeeper(const FoldJob& job, std::string architecture)
    : checkpoints_(checkpoint_place(job.options, job.experiment.train, job.fold.number, job.seed),
                   std::move(architecture)),
      job_(job),
      all_(collective_or_alone(job.options.collective)),
      selection_(job.experiment.protocol.select, job.experiment.train.patience) {}

std::optional<FoldState> FoldKeeper::load(const Composition& composition, Optimizer& optimizer) {
  const auto say = [&](const std::string& line) { job_.observer.log(line); };
  auto state =
      job_.options.resume ? checkpoints_.load_last(composition, optimizer, say) : std::nullopt;
  if (!state) {
    if (all_.rank == 0) checkpoints_.clear();
    return std::nullopt;
  }
  for (std::size_t i = 0; i < state->epochs.size(); ++i)
    selection_.offer(state->epochs[i].epoch, state->selected_by[i]);
  if (state->best_epoch != 0 && !job_.fold.validation.empty())
    best_ = checkpoints_.load_best(state->best_epoch);
  best_saved_ = state->best_epoch;
  has_last_ = true;
  return state;
}

std::optional<FoldState> FoldKeeper::resume(const Composition& composition, Optimizer& optimizer) {
  saved_at_ = Clock::now();
  // Rank 0 brings the folders into order before others read them, and writes after that.
  if (all_.rank > 0) distributed::meet(all_);
  auto state = load(composition, optimizer);
  if (all_.rank == 0) distributed::meet(all_);
  if (all_.size == 1) return state;
  const auto updates = distributed::gather_numbers(all_, state ? state->update : -1);
  for (std::size_t rank = 1; rank < updates.size(); ++rank) {
    if (updates[rank] == updates[0]) continue;
    throw Error(Exit::unavailable,
                "rank " + std::to_string(rank) + " does not see the checkpoints of rank 0 in " +
                    job_.options.checkpoints.string() +
                    ": the run directory must lie where all processes read the same files");
  }
  return state;
}

bool FoldKeeper::due() const {
  const auto interval = job_.options.checkpoint_seconds;
  if (!writes()) return false;
  return interval == 0.0 || since_save() >= std::max(interval, cost_ / kShareOfSaving);
}

void FoldKeeper::save(const Composition& composition, const Optimizer& optimizer,
                      const FoldState& state) {
  if (!writes()) return;
  const Stopwatch watch(cost_ = 0.0);
  auto saved = state;
  saved.best_epoch = best_saved_;
  std::optional<Best> best;
  if (!best_.empty() && best_saved_ != selection_.best_epoch()) {
    best.emplace(Best{best_, selection_.best_epoch(), selection_.best()});
  }
  checkpoints_.save(composition, optimizer, std::move(saved), best);
  if (best) best_saved_ = best->epoch;
  has_last_ = true;
  saved_at_ = Clock::now();
}

void FoldKeeper::save_end(const Composition& composition, const Optimizer& optimizer,
                          const FoldState& state) {
  if (!writes() || job_.experiment.train.checkpoints == "none" || job_.experiment.train.epochs == 0)
    return;
  const auto last = best_.empty() ? snapshot(composition) : std::map<std::string, at::Tensor>();
  const Best best{best_.empty() ? last : best_, selection_.best_epoch(), selection_.best()};
  // Writing costs more than a few seconds of training are worth. A `last` that is there must not be
  // left to speak of an older best.
  if (!has_last_ && job_.experiment.train.checkpoints != "all" &&
      since_save() < kSecondsWorthSaving) {
    return checkpoints_.save_best(composition, best);
  }
  if (!best_.empty()) return save(composition, optimizer, state);
  checkpoints_.save(composition, optimizer, state, best);
}

bool FoldKeeper::record_epoch(const Composition& composition, std::int64_t epoch,
                              std::optional<double> value) {
  const bool best = selection_.offer(epoch, value);
  if (best && value) best_ = snapshot(composition);
  return best;
}

void FoldKeeper::exchange_best(const Composition& composition) {
  if (!best_.empty()) exchange(composition, best_);
}

}  // namespace serhost::train

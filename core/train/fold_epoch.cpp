// Updates and validation of an epoch.
#include "train/fold_epoch.hpp"

#include <ATen/ops/scalar_tensor.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "metrics/registry.hpp"
#include "train/evaluate.hpp"
#include "train/slices.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace {

/// Every fold and seed would say the same.
void tell_once(FoldRun& fold, const std::string& finding) {
  if (finding.empty() || !fold.job.caches.told.insert(finding).second) return;
  fold.job.observer.log("warning: " + briefly(finding));
  fold.job.observer.note(finding);
}

/// This process's part of the next micro-batch, which may have no clips.
MicroBatch next_part(FoldRun& fold, const data::Batch& all) {
  const auto slice = slice_of(all.size(), fold.collective.rank, fold.collective.size);
  MicroBatch out;
  if (slice.clips > 0) {
    auto loaded = fold.next->next();
    SERHOST_CHECK(loaded.has_value());
    out = fold.batcher.make(std::move(*loaded));
  }
  out.first = slice.first;
  if (fold.collective.size > 1 && fold.composition.needs().whole_batch) {
    out.all = all;
    out.all_targets = fold.batcher.targets_of(all);
  }
  return out;
}

void update(FoldRun& fold, std::vector<MicroBatch> micro) {
  auto& state = fold.state;
  const auto done = fold.trainer->update(std::move(micro), fold.position);
  tell_once(fold, done.unreached);
  tell_once(fold, done.dead);
  fold.still = fold.still && done.gradient_norm == 0.0;
  if (fold.composition.objective() != nullptr)
    fold.context.sink("gradient_norm", at::scalar_tensor(done.gradient_norm, at::kDouble));
  state.lr = done.lr;
  state.model_seconds += done.total.model_seconds;
  state.loss += done.total.loss;
  state.weight += done.total.weight;
  state.update = ++fold.position.update;
}

void train(FoldRun& fold) {
  auto& state = fold.state;
  fold.epoch_elapsed.set(state.epoch_seconds);
  fold.position.epoch = state.epoch;
  fold.composition.train(true);
  fold.still = state.batches_done == 0;  // of an epoch that was begun before, part is not known
  const auto batches = fold.clips.batches(state.epoch);
  const auto count = static_cast<std::int64_t>(batches.size());
  if (state.batches_done > count) {
    throw Error(Exit::damaged,
                "the last checkpoint does not fit the data of " + fold.stage("this run"));
  }
  std::int64_t clips_done = 0;
  for (std::int64_t i = 0; i < state.batches_done; ++i) {
    clips_done += static_cast<std::int64_t>(batches[static_cast<std::size_t>(i)].size());
  }
  if (!fold.next) fold.next = fold.clips.training(state.epoch, state.batches_done);
  while (state.batches_done < count) {
    if (fold.job.drain_log) fold.job.drain_log();
    if (fold.asked_to_stop()) {
      fold.save();
      fold.stopped(fold.epoch_name());
    }
    if (fold.keeper.due()) fold.save();
    std::vector<MicroBatch> micro;
    while (static_cast<std::int64_t>(micro.size()) < fold.table.accumulate &&
           state.batches_done < count) {
      const auto& all = batches[static_cast<std::size_t>(state.batches_done)];
      clips_done += static_cast<std::int64_t>(all.size());
      micro.push_back(next_part(fold, all));
      ++state.batches_done;
    }
    update(fold, std::move(micro));
    fold.progress.tell(fold.epoch_name(), clips_done,
                       static_cast<std::int64_t>(fold.job.fold.train.size()));
  }
  // The workers decode the next epoch while this one is validated.
  fold.next.reset();
  if (state.epoch + 1 < fold.table.epochs) fold.next = fold.clips.training(state.epoch + 1);
}

std::string rounded(double loss) { return exact(std::round(loss * 1e4) / 1e4); }

/// What a look at the curve would show: a loss that jumps, after it had been low. By the epochs
/// alone, so that a resumed run says the same.
void tell_spike(FoldRun& fold, const EpochEnded& now) {
  constexpr double kJump = 3.0;
  const auto& before = fold.state.epochs;
  const auto lowest =
      std::min_element(before.begin(), before.end(),
                       [](const auto& a, const auto& b) { return a.train_loss < b.train_loss; });
  if (lowest == before.end() || lowest->train_loss <= 0.0 ||
      now.train_loss < kJump * lowest->train_loss)
    return;
  fold.job.observer.log("warning: the training loss rose from " + rounded(lowest->train_loss) +
                        " to " + rounded(now.train_loss) + " in epoch " +
                        std::to_string(now.epoch) + " of " + fold.context.place +
                        "; try a smaller train.optimizer.lr, or train.clip_norm = 1.0");
}

/// A training that has come to a halt: told once for a fold.
void tell_still(FoldRun& fold, const EpochEnded& now) {
  if (!fold.still || fold.told_still) return;
  fold.told_still = true;
  fold.job.observer.log("warning: the gradient was exactly zero in every update of epoch " +
                        std::to_string(now.epoch) + " of " + fold.context.place +
                        ": nothing is learned any more; look for units that never fire (try a "
                        "smaller train.optimizer.lr) or a loss that has become zero");
}

/// The value that the best epoch is chosen by.
double selecting(const FoldRun& fold, const std::map<std::string, double>& metrics) {
  const auto& name = fold.keeper.selection().metric();
  if (const auto found = metrics.find(name); found != metrics.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, value] : metrics) names.push_back(known);
  throw ConfigError("protocol.select: a " + fold.task.rules->name() + " task has no '" + name +
                    "'; known: " + join(names, ", "));
}

/// Fills in the validation metrics; returns the one that selects, absent if there is no validation
/// part.
std::optional<double> validate(FoldRun& fold, EpochEnded& ended) {
  const auto& part = fold.job.fold.validation;
  if (part.empty()) return std::nullopt;
  const auto before = snapshot_of_buffers(fold.composition);
  const auto load = fold.clips.evaluation(part);
  const auto evaluation = evaluate(fold.context, *load, fold.position, true, [&](std::size_t) {
    if (!fold.asked_to_stop()) return;
    restore_buffers(fold.composition, before);
    fold.save();  // with all batches of the epoch done: the next session begins with the validation
    fold.stopped(fold.epoch_name() + ", validation");
  });
  fold.state.model_seconds += evaluation.model_seconds;
  if (const auto fitted = evaluation.scores->fit_decisions(); !fitted.empty()) {
    auto& model = fold.composition.model();
    model.set_decisions(fitted);
    evaluation.scores->decide_by(model.decisions());  // as they are kept, in single precision
  }
  auto all = evaluation.scores->metrics();
  all["loss"] = evaluation.loss;
  const auto& selects = fold.keeper.selection().metric();
  for (const auto& [name, value] : all) {
    const auto* metric = metrics::find_metric(name);  // null: the task's own
    if (metric == nullptr || metric->every_epoch || name == selects)
      ended.validation.emplace(name, value);
  }
  return selecting(fold, all);
}

}  // namespace

void run_epoch(FoldRun& fold) {
  train(fold);
  auto& state = fold.state;
  EpochEnded ended;
  ended.fold = fold.job.fold.number;
  ended.seed = fold.job.seed;
  ended.epoch = state.epoch + 1;
  ended.epochs = fold.table.epochs;
  ended.step = fold.position.update;
  ended.lr = state.lr;
  ended.train_loss = state.weight > 0.0 ? state.loss / state.weight : 0.0;
  tell_spike(fold, ended);
  tell_still(fold, ended);
  const auto chosen_by = validate(fold, ended);
  ended.logged = fold.logged.take();
  ended.best = fold.keeper.record_epoch(fold.composition, ended.epoch, chosen_by);
  ended.seconds = fold.epoch_elapsed.seconds();
  state.loss = state.weight = state.epoch_seconds = 0.0;
  state.logged.clear();
  state.batches_done = 0;
  ++state.epoch;
  state.epochs.push_back(ended);
  state.selected_by.push_back(chosen_by);
  fold.job.observer.epoch_ended(ended);
  if (fold.job.drain_log) fold.job.drain_log();
}

}  // namespace serhost::train

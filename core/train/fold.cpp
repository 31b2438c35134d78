// A fold from its first clip to its predictions: the order of events, and nothing else. Epochs,
// clips and what is kept on disk have files of their own.
#include "train/fold.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "train/clock.hpp"
#include "train/device.hpp"
#include "train/evaluate.hpp"
#include "train/fit.hpp"
#include "train/fold_epoch.hpp"
#include "train/fold_start.hpp"
#include "train/objective.hpp"
#include "train/shared_tensors.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace {

void announce(const FoldRun& fold) {
  FoldStarted started;
  started.fold = fold.job.fold.number;
  started.folds = fold.job.folds;
  started.seed = fold.job.seed;
  started.name = fold.job.fold.name;
  started.train = fold.job.fold.train.size();
  started.validation = fold.job.fold.validation.size();
  started.test = fold.job.fold.test.size();
  started.parameters = fold.composition.count(false);
  started.trainable = fold.composition.count(true);
  fold.job.observer.fold_started(started);
}

/// Of all processes alike; equal already unless they run on unequal machines.
std::vector<at::Tensor> tensors_of(const Composition& composition) {
  std::vector<at::Tensor> out;
  for (const auto& [name, parameter] : composition.parameters()) out.push_back(parameter);
  for (const auto& [name, buffer] : composition.buffers()) out.push_back(buffer);
  return out;
}

void go_on(FoldRun& fold, FoldState saved) {
  auto& state = fold.state = std::move(saved);
  fold.position.update = state.update;
  fold.position.epoch = state.batches_done > 0
                            ? state.epoch
                            : std::max<std::int64_t>(0, state.epoch - 1);  // of the last update
  fold.logged.restore(state.logged);
  fold.elapsed.set(state.seconds);
  for (auto& epoch : state.epochs) {
    epoch.epochs = fold.table.epochs;  // may have grown
    fold.job.observer.epoch_ended(epoch);
  }
  fold.job.observer.log("resuming at " +
                        fold.stage("epoch " +
                                   std::to_string(std::min(state.epoch + 1, fold.table.epochs)) +
                                   ", update " + std::to_string(state.update)));
}

Evaluation evaluate_test(FoldRun& fold) {
  const auto total = static_cast<std::int64_t>(fold.job.fold.test.size());
  const auto buffers = snapshot_of_buffers(fold.composition);
  fold.keeper.exchange_best(fold.composition);
  const auto load = fold.clips.evaluation(fold.job.fold.test);
  return evaluate(fold.context, *load, fold.position, false, [&](std::size_t done) {
    fold.progress.tell(fold.stage("test"), static_cast<std::int64_t>(done), total);
    if (!fold.asked_to_stop()) return;
    fold.keeper.exchange_best(fold.composition);
    restore_buffers(fold.composition, buffers);
    fold.save();  // the end of training: the next session begins with the test
    fold.stopped(fold.stage("test"));
  });
}

/// What a pre-training is for, with the weights that were tested.
void keep_encoder(FoldRun& fold) {
  if (fold.composition.objective() == nullptr || fold.collective.rank > 0 || !fold.keeper.enabled())
    return;
  const auto place =
      checkpoint_place(fold.job.options, fold.table, fold.job.fold.number, fold.job.seed);
  write_encoder(fold.composition, place.encoder());
}

void test(FoldRun& fold) {
  FoldEnded ended;
  ended.fold = fold.job.fold.number;
  ended.seed = fold.job.seed;
  ended.name = fold.job.fold.name;
  ended.best_epoch = fold.keeper.selection().best_epoch();
  ended.train_seconds = fold.state.seconds;
  ended.host_seconds = std::max(0.0, fold.state.seconds - fold.state.model_seconds);
  {
    const Stopwatch watch(ended.test_seconds);
    const auto evaluation = evaluate_test(fold);
    keep_encoder(fold);
    ended.predictions = predictions_of(evaluation, fold.job.manifest, ended.fold, ended.seed);
    ended.columns = fold.task.rules->prediction_columns();
    ended.metrics = evaluation.scores->metrics();
  }
  if (fold.job.drain_log) fold.job.drain_log();
  fold.job.observer.fold_ended(ended);
}

}  // namespace

data::ClipSource& RunCaches::at(const data::Manifest& manifest, std::int64_t rate) {
  if (!source || sample_rate != rate) {
    source = std::make_unique<data::ClipSource>(manifest, rate);
    sample_rate = rate;
  }
  return *source;
}

std::shared_ptr<const data::Histories> histories_of(const FoldJob& job) {
  if (!job.manifest.dialogues) return nullptr;
  auto& histories = job.caches.histories;
  if (!histories)
    histories = std::make_shared<const data::Histories>(job.manifest, job.experiment.conversation);
  return histories;
}

void train_fold(const FoldJob& job) {
  FoldRun fold(job);
  if (job.fold.train.empty() && fold.table.epochs > 0) {
    throw DataError("fold " + std::to_string(job.fold.number) + " (" + job.fold.name +
                    ") has no clips to train on");
  }
  announce(fold);
  start_fold(fold);
  fold.trainer.emplace(fold.context, fold.table);
  fold.position.updates = fold.clips.updates();
  if (auto saved = fold.keeper.resume(fold.composition, fold.trainer->optimizer()))
    go_on(fold, std::move(*saved));
  take_from_first(fold.collective, tensors_of(fold.composition));
  const bool trained = !fits_at_once(fold.composition);
  while (trained && fold.state.epoch < fold.table.epochs && !fold.keeper.selection().exhausted()) {
    run_epoch(fold);
    if (fold.keeper.due()) fold.save();
    give_memory_back();
  }
  fold.state.seconds = fold.elapsed.seconds();
  fold.keeper.save_end(fold.composition, fold.trainer->optimizer(), fold.state);
  test(fold);
  if (fold.collective.rank > 0) return;
  finish_checkpoints(
      checkpoint_place(job.options, job.experiment.train, job.fold.number, job.seed));
}

}  // namespace serhost::train

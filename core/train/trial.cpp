// As fold.cpp begins, without checkpoints.
#include "train/trial.hpp"

#include <limits>

#include "base/error.hpp"
#include "tasks/registry.hpp"
#include "train/device.hpp"
#include "train/fit.hpp"
#include "train/fold_start.hpp"
#include "train/objective.hpp"

namespace serhost::train {

Trial::Trial(const TrialJob& job, std::int64_t updates)
    : job_(job),
      compose_(composer_of(job.experiment, job.registry, [](const std::string&) {})),
      options_(job.options) {
  options_.checkpoints.clear();
  prepare_torch(options_.threads);
  const auto& folds = job.folds.front().folds;
  const auto& first = folds.front();
  if (first.train.empty()) throw DataError("fold 1 (" + first.name + ") has no clips to train on");
  fold_job_ = std::make_unique<FoldJob>(
      FoldJob{.experiment = job.experiment,
              .manifest = job.manifest,
              .task = tasks::make(job.experiment, job.manifest),
              .fold = first,
              .folds = static_cast<std::int64_t>(folds.size()),
              .seed = job.experiment.seeds.front(),
              .device = choose_device(job.experiment.train, options_.device),
              .compose = compose_,
              .caches = caches_,
              .observer = job_.observer,
              .options = options_,
              .drain_log = {}});
  fold_ = std::make_unique<FoldRun>(*fold_job_);
  if (fits_at_once(fold_->composition))
    throw Error(Exit::config, fold_->composition.model().head_callee().component +
                                  " is fitted once; there is no rate to look for, and no update "
                                  "to try");
  start_fold(*fold_);
  const auto& table = fold_->table.optimizer;
  optimizer_ = std::make_unique<Optimizer>(table, fold_->composition.groups(table.layer_decay));
  fold_->position.updates = updates;
  fold_->composition.train(true);
}

std::vector<MicroBatch> Trial::next() {
  std::vector<MicroBatch> out;
  while (static_cast<std::int64_t>(out.size()) < fold_->table.accumulate) {
    if (!loader_) loader_ = fold_->clips.training(epoch_);
    auto loaded = loader_->next();
    if (loaded) {
      out.push_back(fold_->batcher.make(std::move(*loaded)));
      continue;
    }
    loader_.reset();
    ++epoch_;
    if (!out.empty()) break;
  }
  return out;
}

double Trial::update(std::vector<MicroBatch> micro, double factor) {
  auto& fold = *fold_;
  data::Batch clips;
  for (const auto& batch : micro) clips.insert(clips.end(), batch.clips.begin(), batch.clips.end());
  if (fold.asked_to_stop()) throw Error(Exit::stopped, "stopped; a trial leaves nothing behind");
  require_global_state(fold.context, fold.position);
  optimizer_->zero_grad();
  const auto total = backward(fold.context, std::move(micro), fold.position);
  const auto bound = fold.table.clip_norm;
  const double norm =
      optimizer_->clip(bound > 0.0 ? bound : std::numeric_limits<double>::infinity());
  check_gradient(norm, fold.context, fold.position, clips);
  optimizer_->step([&](double base) { return factor * base; }, std::nullopt);
  // As Trainer does: else the teacher of a pre-training would stand still.
  if (fold.composition.objective() != nullptr) tell_updated(fold.context, fold.position);
  ++fold.position.update;
  fold.progress.tell("trial, update", fold.position.update, fold.position.updates);
  return total.weight > 0.0 ? total.loss / total.weight : 0.0;
}

}  // namespace serhost::train

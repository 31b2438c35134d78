// Making, saving and stopping of a fold.
#include "train/fold_run.hpp"

#include "base/error.hpp"
#include "train/architecture.hpp"
#include "train/class_weights.hpp"

namespace serhost::train {
namespace {

FoldTask task_of(const FoldJob& job) {
  return {job.task, job.task->description(job.manifest, job.fold.train),
          job.task->initial_scores(job.manifest, job.fold.train)};
}

}  // namespace

FoldRun::FoldRun(const FoldJob& fold_job)
    : job(fold_job),
      table(job.experiment.train),
      task(task_of(job)),
      composition(job.compose(task, static_cast<std::uint64_t>(job.seed))),
      batcher(job.manifest, *job.task,
              class_weights(table, task.values.classes, task.values.train_counts), job.device),
      clips(job, composition.model().input()),
      collective(collective_or_alone(job.options.collective)),
      context{.composition = composition,
              .batcher = batcher,
              .collective = collective,
              .precision = model::Precision::of(table.precision),
              .seed = static_cast<std::uint64_t>(job.seed),
              .place = place_text(job.fold.number, job.seed),
              .epochs = table.epochs,
              .accumulate = table.accumulate,
              .whole_batch_by_micro = table.loss_batch == "micro",
              .sink = logged.sink()},
      keeper(job, job.options.checkpoints.empty()
                      ? ""
                      : architecture_json(job.experiment, task.values, composition)),
      progress(job.observer) {}

std::string FoldRun::stage(const std::string& what) const {
  return "fold " + std::to_string(job.fold.number) + "/" + std::to_string(job.folds) + " seed " +
         std::to_string(job.seed) + " " + what;
}

std::string FoldRun::epoch_name() const {
  return stage("epoch " + std::to_string(state.epoch + 1) + "/" + std::to_string(table.epochs));
}

void FoldRun::save() {
  state.seconds = elapsed.seconds();
  state.epoch_seconds = state.batches_done == 0 ? 0.0 : epoch_elapsed.seconds();
  state.logged = logged.sums();
  keeper.save(composition, trainer->optimizer(), state);
}

void FoldRun::stopped(const std::string& where) const {
  throw Error(Exit::stopped,
              "stopped in " + where + (keeper.enabled() ? ", where it can be continued" : ""));
}

}  // namespace serhost::train

// Making, saving and stopping of a fold.
#include "train/fold_run.hpp"

#include "base/error.hpp"
#include "train/architecture.hpp"
#include "train/class_weights.hpp"

namespace serhost::train {
namespace {

Task task_of(const FoldJob& job) {
  Task task;
  task.classes = job.manifest.classes;
  task.train_counts.assign(task.classes.size(), 0);
  for (const auto clip : job.fold.train)
    ++task.train_counts[static_cast<std::size_t>(job.manifest.clips[clip].label)];
  return task;
}

}  // namespace

FoldRun::FoldRun(const FoldJob& fold_job)
    : job(fold_job),
      table(job.experiment.train),
      task(task_of(job)),
      composition(job.compose(task, static_cast<std::uint64_t>(job.seed))),
      batcher(job.manifest, class_weights(table, task.classes, task.train_counts), job.device),
      clips(job, composition.model().input()),
      context{composition,
              batcher,
              static_cast<std::uint64_t>(job.seed),
              job.fold.number,
              table.epochs,
              table.accumulate,
              table.precision == "bf16",
              table.loss_batch == "micro",
              logged.sink()},
      keeper(job, job.options.checkpoints.empty()
                      ? ""
                      : architecture_json(job.experiment, task, composition)),
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
  keeper.save(composition, *optimizer, state);
}

void FoldRun::stopped(const std::string& where) const {
  throw Error(Exit::stopped,
              "stopped in " + where + (keeper.enabled() ? "; --resume goes on from here" : ""));
}

}  // namespace serhost::train

// Computes one training step twice, with different numbers of threads.
#include "train/threads.hpp"

#include <ATen/Parallel.h>
#include <ATen/ops/equal.h>

#include <map>

#include "base/text.hpp"
#include "tasks/registry.hpp"
#include "train/backward.hpp"
#include "train/clock.hpp"
#include "train/device.hpp"
#include "train/fit.hpp"
#include "train/fold_clips.hpp"
#include "train/frozen_prefix.hpp"
#include "train/read_features.hpp"

namespace serhost::train {
namespace {

constexpr double kMostSeconds = 10.0;  // of a step that is done again with one thread

struct Outcome {
  double loss = 0.0, seconds = 0.0;
  std::map<std::string, at::Tensor> gradients;
};

/// A model as it is before its first update, and the clips that it would begin with.
class FirstStep {
 public:
  explicit FirstStep(const FoldJob& job)
      : job_(job),
        task_{job.task, job.task->description(job.manifest, job.fold.train)},
        composition_(job.compose(task_, static_cast<std::uint64_t>(job.seed))),
        clips_(job, composition_.model().input()),
        batcher_(job.manifest, *job.task, {}, at::kCPU) {
    if (auto read = feature_reader(composition_.model().chain(), job.manifest)) {
      clips_.without_audio();
      batcher_.use(std::move(read));
    }
    // Of a model that is fitted the frozen part would be fitted to one batch here: it is computed,
    // and not kept.
    if (!is_fitted(composition_)) use_cache();
  }

  Outcome run() {
    auto micro = batcher_.make(std::move(*clips_.training(0)->next()));
    fit(composition_, [&](const auto& observe) { observe_each(micro.audio, observe); });
    composition_.train(true);
    Collective alone;
    const auto& train = job_.experiment.train;
    const TrainContext context{.composition = composition_,
                               .batcher = batcher_,
                               .collective = alone,
                               .precision = model::Precision::of(train.precision),
                               .seed = static_cast<std::uint64_t>(job_.seed),
                               .place = place_text(job_.fold.number, job_.seed),
                               .epochs = train.epochs,
                               .whole_batch_by_micro = true};
    Outcome out;
    std::vector<MicroBatch> batches;
    batches.push_back(std::move(micro));
    {
      const Stopwatch watch(out.seconds);
      out.loss = backward(context, std::move(batches), {}).loss;
    }
    for (const auto& [name, parameter] : composition_.parameters()) {
      if (parameter.grad().defined()) out.gradients.emplace(name, parameter.grad().clone());
    }
    return out;
  }

 private:
  /// What the frozen part gives for the first batch alone, as training will have it.
  void use_cache() {
    data::Fold batch;
    batch.train = clips_.batches(0).front();
    use_cached_features({.experiment = job_.experiment,
                         .manifest = job_.manifest,
                         .task = job_.task,
                         .fold = batch,
                         .folds = 1,
                         .seed = job_.seed,
                         .device = job_.device,
                         .compose = job_.compose,
                         .caches = job_.caches,
                         .observer = job_.observer,
                         .options = job_.options,
                         .drain_log = {}},
                        task_, composition_, clips_, batcher_);
  }

  static void observe_each(const Sequence& audio,
                           const std::function<void(const Sequence&)>& observe) {
    for (std::int64_t i = 0; i < audio.lengths.size(0); ++i) {
      const auto length = audio.lengths[i].item<std::int64_t>();
      observe({.values = audio.values.narrow(0, i, 1).narrow(1, 0, length),
               .lengths = audio.lengths.narrow(0, i, 1)});
    }
  }

  const FoldJob& job_;
  FoldTask task_;
  Composition composition_;
  FoldClips clips_;
  Batcher batcher_;
};

Outcome step(const FoldJob& job, int threads) {
  at::set_num_threads(threads);
  return FirstStep(job).run();
}

/// Where the two differ first, or "".
std::string difference(const Outcome& a, const Outcome& b) {
  if (a.loss != b.loss) return "the loss";
  for (const auto& [name, gradient] : a.gradients) {
    const auto other = b.gradients.find(name);
    if (other == b.gradients.end() || !at::equal(gradient, other->second))
      return "the gradient of " + name;
  }
  return "";
}

}  // namespace

ThreadInvariance compare_threads(const Composer& compose, const config::Experiment& experiment,
                                 const data::Manifest& manifest,
                                 const std::vector<data::Folds>& folds, const RunOptions& options) {
  prepare_torch(options.threads);
  ThreadInvariance out;
  out.threads = at::get_num_threads();
  if (!choose_device(options.device != "auto" ? options.device : experiment.train.device)
           .is_cpu()) {
    out.why = "not compared: the model runs on a GPU";
    return out;
  }
  const auto& fold = folds.front().folds.front();
  if (fold.train.empty() || experiment.train.epochs == 0) {
    out.why = "not compared: nothing is trained";
    return out;
  }
  RunCaches caches;
  RunObserver nobody;
  const FoldJob job{.experiment = experiment,
                    .manifest = manifest,
                    .task = tasks::make(experiment, manifest),
                    .fold = fold,
                    .folds = 1,
                    .seed = experiment.seeds.front(),
                    .device = at::kCPU,
                    .compose = compose,
                    .caches = caches,
                    .observer = nobody,
                    .options = options,
                    .drain_log = {}};
  const int other = out.threads == 1 ? 2 : 1;
  try {
    const auto own = step(job, out.threads);
    if (own.seconds > kMostSeconds) {
      out.why = "not compared: a training step takes too long to be repeated";
      return out;
    }
    const auto differs = difference(own, step(job, other));
    out.same = differs.empty();
    out.why = "the first training step gave " + std::string(*out.same ? "the same" : "other") +
              " bits with " + count_of(static_cast<std::size_t>(other), "thread") +
              (*out.same ? "" : ", first in " + differs);
  } catch (
      const std::exception& error) {  // training will meet it again, and tell it with its place
    out.why = std::string("not compared: ") + error.what();
  }
  at::set_num_threads(out.threads);
  return out;
}

ThreadInvariance thread_invariance(const config::Experiment& experiment,
                                   const host::Registry& registry, const data::Manifest& manifest,
                                   const std::vector<data::Folds>& folds,
                                   const RunOptions& options) {
  return compare_threads(composer_of(experiment, registry, [](const std::string&) {}), experiment,
                         manifest, folds, options);
}

}  // namespace serhost::train

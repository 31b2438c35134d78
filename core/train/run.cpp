// Runs all seeds and folds.
#include "train/run.hpp"

#include <c10/util/Exception.h>

#include <mutex>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "distributed/together.hpp"
#include "tasks/registry.hpp"
#include "train/collective.hpp"
#include "train/device.hpp"
#include "train/fold_keeper.hpp"
#include "train/loop.hpp"

namespace serhost::train {
namespace {

/// Lines from any thread, told to the observer from the training thread alone. LibTorch's warnings
/// go the same way.
class LogRelay : public c10::WarningHandler {
 public:
  void add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
  }

  void process(const c10::Warning& warning) override {
    const auto& text = warning.msg();
    const std::lock_guard lock(mutex_);
    if (!seen_.emplace(text).second) return;  // once is enough
    lines_.push_back("LibTorch: " + text.substr(0, text.find('\n')));
  }

  void tell(RunObserver& observer) {
    std::vector<std::string> lines;
    {
      const std::lock_guard lock(mutex_);
      lines.swap(lines_);
    }
    for (const auto& line : lines) observer.log(line);
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
  std::set<std::string> seen_;
};

}  // namespace

void run_with(const Composer& compose, const config::Experiment& experiment,
              const data::Manifest& manifest, const std::vector<data::Folds>& folds,
              RunObserver& observer, const RunOptions& options,
              const std::function<void()>& drain_log) {
  const auto task = tasks::make(experiment, manifest);
  SERHOST_CHECK(folds.size() == 1 || folds.size() == experiment.seeds.size());
  prepare_torch(options.threads);
  const auto device = choose_device(experiment.train, options.device);
  RunCaches caches;
  auto& all = collective_or_alone(options.collective);
  for (std::size_t s = 0; s < experiment.seeds.size(); ++s) {
    const auto seed = experiment.seeds[s];
    const auto& list = folds[folds.size() == 1 ? 0 : s].folds;
    for (const auto& fold : list) {
      const bool done = all.rank == 0 && options.skip && options.skip(fold.number, seed);
      if (distributed::any_of(all, done)) {
        if (all.rank == 0)  // in case that was the last moment
          finish_checkpoints(checkpoint_place(options, experiment.train, fold.number, seed));
        continue;
      }
      if (distributed::any_of(all, options.stop && options.stop()))
        throw Error(Exit::stopped, "stopped before fold " + std::to_string(fold.number) +
                                       ", seed " + std::to_string(seed));
      train_fold({.experiment = experiment,
                  .manifest = manifest,
                  .task = task,
                  .fold = fold,
                  .folds = static_cast<std::int64_t>(list.size()),
                  .seed = seed,
                  .device = device,
                  .compose = compose,
                  .caches = caches,
                  .observer = observer,
                  .options = options,
                  .drain_log = drain_log});
    }
  }
}

TaskFacts task_facts(const config::Experiment& experiment, const data::Manifest& manifest) {
  const auto task = tasks::make(experiment, manifest);
  return {task->description(manifest, {}).classes, task->prediction_columns()};
}

void run(const config::Experiment& experiment, const host::Registry& registry,
         const data::Manifest& manifest, const std::vector<data::Folds>& folds,
         RunObserver& observer, const RunOptions& options) {
  const auto relay = std::make_shared<LogRelay>();
  const c10::WarningUtils::WarningHandlerGuard guard(relay.get());
  const auto compose =
      composer_of(experiment, registry, [relay](const std::string& line) { relay->add(line); });
  try {
    run_with(compose, experiment, manifest, folds, observer, options,
             [&] { relay->tell(observer); });
  } catch (...) {
    relay->tell(observer);  // often the explanation
    throw;
  }
  relay->tell(observer);
}

}  // namespace serhost::train

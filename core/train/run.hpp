// Trains and evaluates every fold and seed of an experiment.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "features/cache_plan.hpp"
#include "host/registry.hpp"
#include "run/events.hpp"
#include "train/pretraining.hpp"

namespace serhost::distributed {
struct Collective;
}

namespace serhost::train {

struct RunOptions {
  std::filesystem::path
      checkpoints;              ///< `checkpoints/` of the run directory; empty: none are written
  std::string device = "auto";  ///< overrides the experiment's where not "auto"
  int threads = 0;              ///< of LibTorch; 0: as many as cores
  bool resume = false;          ///< go on from `last` checkpoints where there are any
  std::function<bool(std::int64_t fold, std::int64_t seed)>
      skip;  ///< true: this fold is already done
  std::function<bool()>
      stop;  ///< asked between batches; true: throw Error(stopped) once the state is safe
  double checkpoint_seconds = 60.0;  ///< between two checkpoints, also within an epoch; 0: after
                                     ///< every update. Never changes a result
  /// The processes that train together, of which each calls `run` alike; null: this one alone.
  /// Rank 0 writes checkpoints, which the others read when they resume; its `skip` decides.
  std::shared_ptr<distributed::Collective> collective{};
};

/// What is known before training, for `plan` and the record.
struct Facts {
  std::string device;  ///< "cpu" or "cuda:0"
  std::int64_t parameters = 0, trainable = 0;
  std::int64_t changing = 0;  ///< numbers that a copy of the best weights has: buffers, and a
                              ///< teacher, too
  std::int64_t sample_rate = 0, shortest = 0;
  features::FrozenPrefixInfo frozen;  ///< of the model: what is frozen
  Pretraining pretraining{};          ///< what its encoders have seen
  std::string unreached{};            ///< tensors that no gradient reaches, in a sentence; or ""
};

/// What the record must know of the experiment's task.
struct TaskFacts {
  std::vector<std::string> classes;             ///< empty of a task without classes
  std::vector<std::string> prediction_columns;  ///< behind key, speaker, fold and seed
};

/// Throws Error(config) for a task that is not there.
TaskFacts task_facts(const config::Experiment& experiment, const data::Manifest& manifest);

/// `folds` holds one entry for all seeds, or one per seed under `resplit`. Calls `observer` from
/// this thread. Throws Error(failed) for a loss that is not finite, with epoch, step and clips.
void run(const config::Experiment& experiment, const host::Registry& registry,
         const data::Manifest& manifest, const std::vector<data::Folds>& folds,
         RunObserver& observer, const RunOptions& options);

/// Such a sentence for a line of a log: the first names, and where the others are.
std::string briefly(const std::string& unreached);

/// Makes model and loss once and lets a tiny batch through, in evaluation, in training and back:
/// whether the composition works (shapes, needs, device) and would learn. Of `known` the task's
/// classes and dimensions count, not the clips. Throws Error with the sentence.
Facts smoke_test(const config::Experiment& experiment, const host::Registry& registry,
                 const data::Manifest& known, const std::string& device, int threads = 0);

/// [run] Prepares LibTorch for work with so many threads (0: as many as cores) on the device that
/// is wanted ("auto", "cpu", "cuda", "cuda:N"). Returns which that is, "cpu" or "cuda:0". Throws
/// Error(unavailable).
std::string prepare(const std::string& device, int threads);

/// [main] For clips that all differ in length, before LibTorch computes: oneDNN keeps the code of
/// its products by their shapes, 1024 of them by default, which are then gigabytes.
void keep_few_products();

/// Whether a run gives the same bits with another number of threads.
struct ThreadInvariance {
  int threads = 0;           ///< of LibTorch in this run
  std::optional<bool> same;  ///< absent: not compared
  std::string why;           ///< what was seen, or why nothing was compared
};

/// Tries it with the first training step of the first fold (threads.hpp).
ThreadInvariance thread_invariance(const config::Experiment& experiment,
                                   const host::Registry& registry, const data::Manifest& manifest,
                                   const std::vector<data::Folds>& folds,
                                   const RunOptions& options);

/// "2 CUDA devices", or why there is none.
std::string gpu_summary();

/// First thing in main(): keeps blocks of memory up to a few megabytes instead of handing them back
/// after each call, which would fault every page in again. Only glibc has it.
void tune_allocator();

}  // namespace serhost::train

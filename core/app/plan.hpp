// What an experiment would run and what it takes, without decoding or training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/experiment_check.hpp"
#include "features/cache_plan.hpp"
#include "train/run.hpp"
#include "train/step_memory.hpp"

namespace serhost::app {

struct PartSize {
  std::size_t clips = 0;
  double hours = 0.0;
};

struct PlannedFold {
  std::int64_t number = 1;
  std::string name;  ///< what is left out
  PartSize train, validation, test;
  std::size_t batches = 0, updates = 0;  ///< of the first epoch of the first seed
};

struct Plan {
  std::vector<PlannedFold> folds;  ///< of the first seed
  std::int64_t updates = 0;        ///< of all epochs, folds and seeds, if no fold stops early
  double weight_bytes = 0.0;       ///< weights, gradients, optimizer and the best weights, about
  double audio_bytes = 0.0;        ///< decoded audio that is kept, about
  features::CachePlan cache;
};

/// `prepared` without faults; `facts` as check_model gives them.
Plan plan_of(const Prepared& prepared, const train::Facts& facts);

/// What a run on the CPU will need of memory, in bytes, to about a fifth.
struct MemoryForecast {
  double program = 0.0;  ///< code, libraries and lists: what a process holds without a model
  std::optional<train::StepMemory> step{};  ///< of the largest batch; nullopt: nobody can tell
  std::size_t clips = 0;                    ///< in that batch
  double total = 0.0;                       ///< 0 where `step` is unknown
  double machine = 0.0;                     ///< what there is
};

/// [run] Tries steps of made-up clips, a few seconds for a large model. Throws Error as
/// check_model.
MemoryForecast forecast_memory(const Session& session, const Prepared& prepared, const Plan& plan,
                               double program);

}  // namespace serhost::app

// What the frozen part of a run's models gives for its clips, so that folds, seeds and epochs need
// not compute it again.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "features/cache_plan.hpp"
#include "features/clip_features.hpp"
#include "train/fold.hpp"

namespace serhost::train {

class Batcher;
class FoldClips;

/// One for all folds and seeds of a run.
class FrozenPrefix {
 public:
  FrozenPrefix();

  /// [run] Has the clips of the fold ready, if they are to be cached at all; else false, which the
  /// observer is told once with the reason. `stage` and what asks for a stop are the fold's: `each`
  /// hears how many clips of how many are done.
  bool prepare(const FoldJob& job, const FoldTask& task, Composition& composition,
               data::ClipSource& source, const std::function<void(std::size_t, std::size_t)>& each);

  /// [run] What the frozen prefix gives for clips that are ready, on the CPU.
  Sequence batch(const data::Batch& clips) { return features_.batch(clips); }

 private:
  std::string identity(const FoldJob& job, Composition& composition);

  features::CacheSettings settings_;
  features::ClipFeatures features_;
  std::optional<features::CachePlan> plan_;
  std::map<std::int64_t, std::string> identities_;  ///< by seed
};

/// [run] Where the model's frozen part is cached, batches begin behind it and need no audio. The
/// cache is that of `job.caches`, made where there is none. `each`: as above.
void use_cached_features(const FoldJob& job, const FoldTask& task, Composition& composition,
                         FoldClips& clips, Batcher& batcher,
                         const std::function<void(std::size_t, std::size_t)>& each = {});

}  // namespace serhost::train

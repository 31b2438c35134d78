// The output of a model's frozen part for the clips of a run: computed once, kept in memory and,
// where that part has weights, on the disk for the runs that come. What comes out is bit for bit
// what the model computes without it (model/chain.hpp says why).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/manifest/manifest.hpp"
#include "features/cache_settings.hpp"
#include "features/engine.hpp"
#include "features/feature_store.hpp"

namespace serhost::features {

class ClipFeatures {
 public:
  /// Mono samples of a clip at the chain's rate; [any thread].
  using Samples = std::function<std::shared_ptr<const std::vector<float>>(std::size_t clip)>;

  /// What is kept of what the frozen part gives for a clip: [1, F, ...] to [1, G, ...].
  using Reduce = std::function<Sequence(const Sequence& clip)>;

  explicit ClipFeatures(CacheSettings settings) : settings_(std::move(settings)) {}

  /// [run] Has the features of `clips` ready, which are computed where neither memory nor disk has
  /// them. `each` hears from this thread how many of how many are done; what it throws ends the
  /// call. False where there is no room for them: then none are kept. `identity` names `reduce`,
  /// too.
  bool prepare(const std::string& identity, bool on_disk, Engine& engine,
               const std::vector<std::size_t>& clips, const Samples& samples,
               const std::function<void(std::size_t, std::size_t)>& each = {},
               const Reduce& reduce = {});

  /// [run] Of clips that are ready, as one batch on the CPU.
  Sequence batch(const std::vector<std::size_t>& clips);

 private:
  struct Entry {
    Sequence clip;    ///< in memory, or undefined
    std::string key;  ///< on the disk, or ""
  };
  void begin(const std::string& identity, bool on_disk);
  bool load(std::size_t clip, const std::string& key);
  bool keep(std::size_t clip, const std::string& key, const Sequence& features);

  CacheSettings settings_;
  std::string identity_;
  std::unique_ptr<FeatureStore> store_;
  std::mutex mutex_;
  std::map<std::size_t, Entry> entries_;
  std::uint64_t in_memory_ = 0;
};

}  // namespace serhost::features

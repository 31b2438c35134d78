// Whether the frozen part of a model is cached in a run, where, and how much that takes: one rule
// for `plan`, the record and training.
#pragma once

#include <cstdint>
#include <string>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"
#include "features/cache_settings.hpp"

namespace serhost::features {

/// What the frozen prefix gives for a clip of n samples takes about `bytes` + n *
/// `bytes_per_sample`.
struct FrozenPrefixInfo {
  bool any = false,
       weights = false;  ///< `weights`: it has some, and so is worth a place on the disk
  std::int64_t sample_rate = 16000;
  double bytes = 0.0, bytes_per_sample = 0.0;
};

struct CachePlan {
  enum class Place { nothing, off, memory, disk };
  Place place = Place::nothing;  ///< nothing: no part of the model is frozen
  double bytes = 0.0;            ///< of all clips; those of unknown length are not counted
  std::string note;              ///< for the record; empty where there is nothing to say
  bool cached() const { return place == Place::memory || place == Place::disk; }
};

/// Random crops and augmentations switch the cache off: what is heard differs in every epoch. A
/// task of dialogues has none of them, and only the mean of an utterance's frames is kept.
CachePlan plan_cache(const config::TrainTable& train, const data::Manifest& manifest,
                     const FrozenPrefixInfo& frozen, const CacheSettings& settings);

}  // namespace serhost::features

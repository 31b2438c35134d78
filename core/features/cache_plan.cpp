// Decides whether and where features are cached.
#include "features/cache_plan.hpp"

#include "base/text.hpp"

namespace serhost::features {

CachePlan plan_cache(const config::TrainTable& train, const data::Manifest& manifest,
                     const FrozenPrefixInfo& frozen, const CacheSettings& settings) {
  CachePlan out;
  if (!frozen.any) return out;
  const auto place = frozen.weights && settings.use == CacheUse::on && !settings.folder.empty()
                         ? CachePlan::Place::disk
                         : CachePlan::Place::memory;
  if (manifest.dialogues) {  // a vector an utterance, which always fits and never changes
    out.place = place;
    out.note = "the frozen part of the model is computed once per utterance, and its mean cached " +
               std::string(place == CachePlan::Place::disk ? "on the disk" : "in memory");
    return out;
  }
  std::size_t cropped = 0, unknown = 0;
  for (const auto& clip : manifest.clips) {
    cropped += train.max_seconds && clip.seconds > *train.max_seconds ? 1 : 0;
    unknown += clip.seconds <= 0.0 ? 1 : 0;
    out.bytes += frozen.bytes +
                 frozen.bytes_per_sample * clip.seconds * static_cast<double>(frozen.sample_rate);
  }
  out.place = place;
  std::string why;
  if (settings.use == CacheUse::off) {
    why = "SERHOST_CACHE=off";
  } else if (!train.augments.empty()) {
    why = "[[augment]] changes the waveforms in training";
  } else if (train.mix != "none") {
    why = "train.mix changes the waveforms in training";
  } else if (cropped > 0) {
    why = count_of(cropped, "clip") + (cropped == 1 ? " is" : " are") +
          " longer than train.max_seconds and cropped at random in training";
  } else if (train.max_seconds && unknown > 0) {
    why = "the length of " + count_of(unknown, "clip") +
          " is not known before decoding, and train.max_seconds may crop " +
          (unknown == 1 ? "it" : "them") + " at random";
  } else if (out.bytes > static_cast<double>(settings.memory_bytes)) {
    const bool disk = out.place == CachePlan::Place::disk;
    if (!disk || out.bytes > static_cast<double>(settings.disk_bytes)) {
      const auto bound = static_cast<double>(disk ? settings.disk_bytes : settings.memory_bytes);
      why = "it would take " + size_text(out.bytes) + ", and the bound is " + size_text(bound) +
            (disk ? " (SERHOST_CACHE_LIMIT)" : " of memory");
    }
  }
  if (!why.empty()) {
    out.place = CachePlan::Place::off;
    out.note = "the frozen part of the model is recomputed in every epoch: " + why;
  } else {
    out.note = "the frozen part of the model is computed once per clip and cached " +
               std::string(out.place == CachePlan::Place::disk ? "on the disk" : "in memory");
  }
  return out;
}

}  // namespace serhost::features

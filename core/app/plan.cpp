// The numbers of updates are those of training, by the same function.
#include "app/plan.hpp"

#include <algorithm>

#include "data/loading/batches.hpp"

namespace serhost::app {
namespace {

constexpr double kMostAudio = 2147483648.0;  // bytes that the loader keeps decoded

PartSize size_of(const data::Manifest& manifest, const std::vector<std::size_t>& part) {
  PartSize out{part.size(), 0.0};
  for (const auto clip : part) out.hours += manifest.clips[clip].seconds / 3600.0;
  return out;
}

std::int64_t updates_of(const Prepared& prepared) {
  const auto& experiment = prepared.experiment;
  std::int64_t out = 0;
  for (std::size_t s = 0; s < experiment.seeds.size(); ++s) {
    const auto& drawn = prepared.folds[prepared.folds.size() == 1 ? 0 : s];
    for (const auto& fold : drawn.folds)
      out += data::training_updates(prepared.manifest, fold.train, experiment.train,
                                    static_cast<std::uint64_t>(experiment.seeds[s]));
  }
  return out;
}

}  // namespace

Plan plan_of(const Prepared& prepared, const train::Facts& facts) {
  const auto& experiment = prepared.experiment;
  const auto& manifest = prepared.manifest;
  Plan out;
  for (const auto& fold : prepared.folds.front().folds) {
    const auto seed = static_cast<std::uint64_t>(experiment.seeds.front());
    out.folds.push_back(
        {.number = fold.number,
         .name = fold.name,
         .train = size_of(manifest, fold.train),
         .validation = size_of(manifest, fold.validation),
         .test = size_of(manifest, fold.test),
         .batches =
             data::training_batches(manifest, fold.train, experiment.train, seed, 0).size()});
  }
  out.updates = updates_of(prepared);
  // Weights, gradients and the optimizer's two moments in fp32; the best weights once more; decoded
  // audio up to its bound.
  out.weight_bytes = static_cast<double>(facts.parameters) * 4.0 * 2.0 +
                     static_cast<double>(facts.trainable) * 4.0 * 3.0;
  double seconds = 0.0;
  for (const auto& clip : manifest.clips) seconds += clip.seconds;
  out.audio_bytes = std::min(seconds * static_cast<double>(facts.sample_rate) * 4.0, kMostAudio);
  out.cache =
      features::plan_cache(experiment.train, manifest, facts.frozen, features::cache_settings());
  return out;
}

}  // namespace serhost::app

// The numbers of updates are those of training, by the same function.
#include "app/plan.hpp"

#include <algorithm>
#include <numeric>

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

/// The seconds of the clips of the batch that is longest when it is padded, or, where batches do
/// not count padding, altogether; in the first epoch of the first seed.
std::vector<double> largest_batch(const Prepared& prepared) {
  const auto& train = prepared.experiment.train;
  const auto seed = static_cast<std::uint64_t>(prepared.experiment.seeds.front());
  std::vector<double> out;
  double most = 0.0;
  for (const auto& fold : prepared.folds.front().folds) {
    for (const auto& batch :
         data::training_batches(prepared.manifest, fold.train, train, seed, 0)) {
      std::vector<double> seconds;
      for (const auto clip : batch) {
        const auto whole = prepared.manifest.clips[clip].seconds;
        seconds.push_back(train.max_seconds ? std::min(whole, *train.max_seconds) : whole);
      }
      if (seconds.empty()) continue;
      const auto size = train.batch_padding
                            ? std::ranges::max(seconds) * static_cast<double>(seconds.size())
                            : std::accumulate(seconds.begin(), seconds.end(), 0.0);
      if (size <= most) continue;
      most = size;
      out = std::move(seconds);
    }
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
    const auto batches =
        data::training_batches(manifest, fold.train, experiment.train, seed, 0).size();
    const auto accumulate = static_cast<std::size_t>(experiment.train.accumulate);
    out.folds.push_back({.number = fold.number,
                         .name = fold.name,
                         .train = size_of(manifest, fold.train),
                         .validation = size_of(manifest, fold.validation),
                         .test = size_of(manifest, fold.test),
                         .batches = batches,
                         .updates = (batches + accumulate - 1) / accumulate});
  }
  out.updates = updates_of(prepared);
  // In fp32: weights, of what is trained gradients and the optimizer's two moments, and of what
  // changes, a teacher too, the best once more. Decoded audio up to its bound.
  out.weight_bytes = static_cast<double>(facts.parameters) * 4.0 +
                     static_cast<double>(facts.trainable) * 4.0 * 3.0 +
                     static_cast<double>(facts.changing) * 4.0;
  double seconds = 0.0;
  for (const auto& clip : manifest.clips) seconds += clip.seconds;
  out.audio_bytes = std::min(seconds * static_cast<double>(facts.sample_rate) * 4.0, kMostAudio);
  out.cache =
      features::plan_cache(experiment.train, manifest, facts.frozen, features::cache_settings());
  return out;
}

MemoryForecast forecast_memory(const Session& session, const Prepared& prepared, const Plan& plan,
                               double program) {
  const auto& experiment = prepared.experiment;
  MemoryForecast out;
  out.program = program;
  out.machine = static_cast<double>(train::memory_of_machine());
  const auto seconds = largest_batch(prepared);
  out.clips = seconds.size();
  out.step = train::step_memory(experiment, prepared.registry, prepared.manifest, seconds,
                                plan.cache.cached(), experiment.train.device, session.threads);
  if (!out.step) return out;
  const double kept =
      plan.cache.place == features::CachePlan::Place::memory ? plan.cache.bytes : plan.audio_bytes;
  out.total = program + plan.weight_bytes + kept + std::max(out.step->batch, out.step->prefix);
  return out;
}

}  // namespace serhost::app

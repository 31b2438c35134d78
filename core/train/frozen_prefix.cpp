// The plan, the workers, and the identity of the weights.
#include "train/frozen_prefix.hpp"

#include <set>
#include <utility>

#include "base/error.hpp"
#include "distributed/together.hpp"
#include "features/engine.hpp"
#include "features/identity.hpp"
#include "features/measure.hpp"
#include "features/not_finite.hpp"
#include "train/batch.hpp"
#include "train/collective.hpp"
#include "train/conversation.hpp"
#include "train/fold_clips.hpp"
#include "train/slices.hpp"

namespace serhost::train {
namespace {

/// The fold's own model first; workers beyond the first have models of the same making.
features::Engine engine_for(const FoldJob& job, const FoldTask& task, Composition& composition) {
  auto first = std::make_shared<bool>(true);
  const auto make = [&job, &task, &composition, first]() -> std::shared_ptr<model::Chain> {
    if (std::exchange(*first, false))
      return {std::shared_ptr<void>(), &composition.model().chain()};
    const auto other =
        std::make_shared<Composition>(job.compose(task, static_cast<std::uint64_t>(job.seed)));
    other->to(job.device);
    return {other, &other->model().chain()};
  };
  return {make, job.device, model::Precision::of(job.experiment.train.precision),
          features::workers_for(job.options.threads)};
}

/// Whether it is done in all processes. Where one is asked to stop, all stop.
bool of_all(Collective& all, const std::function<bool()>& work) {
  if (all.size == 1) return work();
  bool done = false;
  std::string stopped;
  try {
    done = work();
  } catch (const Error& error) {
    if (error.exit() != Exit::stopped) throw;
    stopped = error.what();
  }
  if (distributed::any_of(all, !stopped.empty()))
    throw Error(Exit::stopped, stopped.empty() ? "stopped with another process" : stopped);
  return !distributed::any_of(all, !done);
}

}  // namespace

FrozenPrefix::FrozenPrefix() : settings_(features::cache_settings()), features_(settings_) {}

std::string FrozenPrefix::identity(const FoldJob& job, Composition& composition) {
  auto& chain = composition.model().chain();
  bool fitted = false;  // to this fold
  for (const auto& adapter : chain.frozen_adapters())
    fitted = fitted || dynamic_cast<const Fitted*>(adapter->backbone().get()) != nullptr;
  // Weights that nothing has trained or fitted follow from the experiment and the seed: they need
  // to be hashed once.
  if (const auto known = identities_.find(job.seed); known != identities_.end() && !fitted)
    return known->second;
  return identities_[job.seed] = features::identity_text(
             job.experiment.backbones, chain, model::Precision::of(job.experiment.train.precision),
             job.device.is_cpu() ? "cpu" : "cuda");
}

bool FrozenPrefix::prepare(const FoldJob& job, const FoldTask& task, Composition& composition,
                           data::ClipSource& source,
                           const std::function<void(std::size_t, std::size_t)>& each) {
  auto& chain = composition.model().chain();
  if (!plan_) {
    plan_ = features::plan_cache(job.experiment.train, job.manifest,
                                 features::frozen_prefix_info(chain, job.device), settings_);
    if (job.experiment.backbones.empty())
      *plan_ = {};  // made by hand: there is nothing to name the features by
    if (!plan_->note.empty()) job.observer.log(plan_->note);
  }
  if (!plan_->cached()) return false;
  std::set<std::size_t> clips;
  const auto histories = histories_of(job);
  for (const auto* part : {&job.fold.train, &job.fold.validation, &job.fold.test}) {
    const auto heard = histories ? histories->heard_by(*part) : *part;
    clips.insert(heard.begin(), heard.end());
  }
  auto engine = engine_for(job, task, composition);
  data::LoadOptions lengths;
  lengths.sample_rate = chain.input().sample_rate;
  lengths.shortest = chain.input().shortest;
  const auto samples_of = [&](std::size_t clip) {
    auto samples = source.samples(clip);
    if (const auto shortest = static_cast<std::size_t>(lengths.shortest);
        job.experiment.train.pad_short && samples->size() < shortest) {
      auto padded = *samples;
      padded.resize(shortest);  // as the loader pads
      return std::make_shared<const std::vector<float>>(std::move(padded));
    }
    data::check_length(samples->size(), false, job.manifest.clip(clip).utterance.key, lengths);
    return samples;
  };
  bool ready = false;
  const bool on_disk = plan_->place == features::CachePlan::Place::disk;
  auto& all = collective_or_alone(job.options.collective);
  const std::vector<std::size_t> every(clips.begin(), clips.end());
  const auto have = [&](const std::vector<std::size_t>& wanted) {
    return of_all(all, [&] {
      const auto name = identity(job, composition);
      return histories ? features_.prepare(name + "\nmean of the frames of a clip", on_disk, engine,
                                           wanted, samples_of, each, mean_of_frames)
                       : features_.prepare(name, on_disk, engine, wanted, samples_of, each);
    });
  };
  try {
    // What is on the disk is computed once: each process has a part, and then reads the others'.
    if (all.size > 1 && on_disk) have(dealt_to(every, all.rank, all.size));
    ready = have(every);
  } catch (const features::NotFinite& fault) {
    throw DataError("clip '" + job.manifest.clip(fault.clip).utterance.key +
                    "': the frozen part of the model gives values that are not finite (NaN or "
                    "infinity); its weights are damaged, or its numbers overflow: try "
                    "train.precision = \"fp32\"");
  }
  if (!ready && histories)
    throw Error(Exit::failed,
                "there is no room for a vector an utterance, which a conversation task needs");
  if (!ready) {
    plan_->place = features::CachePlan::Place::off;
    job.observer.log(
        "there is no room to cache the output of the frozen part of the model: it is recomputed in "
        "every epoch");
  }
  return ready;
}

void use_cached_features(const FoldJob& job, const FoldTask& task, Composition& composition,
                         FoldClips& clips, Batcher& batcher,
                         const std::function<void(std::size_t, std::size_t)>& each) {
  auto& prefix = job.caches.frozen_prefix;
  if (!prefix) prefix = std::make_shared<FrozenPrefix>();
  if (!prefix->prepare(job, task, composition, clips.source(), each)) return;
  clips.without_audio();
  if (const auto histories = histories_of(job)) {
    const auto width = utterance_width(composition.model().chain());
    return batcher.use([prefix, histories, width](const data::Batch& targets) {
      return batch_of_histories(
          targets, *histories, width,
          [&](const std::vector<std::size_t>& clips) { return prefix->batch(clips); });
    });
  }
  batcher.use([prefix](const data::Batch& wanted) { return prefix->batch(wanted); });
}

}  // namespace serhost::train

// Batches and loaders of a fold.
#include "train/fold_clips.hpp"

#include <algorithm>
#include <thread>

#include "base/seed.hpp"
#include "data/loading/mixing.hpp"
#include "train/collective.hpp"
#include "train/slices.hpp"

namespace serhost::train {

FoldClips::FoldClips(const FoldJob& job, const Input& input)
    : job_(job),
      input_(input),
      source_(job.caches.at(job.manifest, input.sample_rate)),
      seed_(static_cast<std::uint64_t>(job.seed)),
      augmenter_(std::make_shared<const data::Augmenter>(job.experiment.train, seed_)) {}

std::vector<data::Batch> FoldClips::batches(std::int64_t epoch) const {
  return data::training_batches(job_.manifest, job_.fold.train, job_.experiment.train, seed_,
                                epoch);
}

std::int64_t FoldClips::updates() const {
  const auto updates =
      data::training_updates(job_.manifest, job_.fold.train, job_.experiment.train, seed_);
  return std::max<std::int64_t>(1, updates);  // what schedules divide by
}

std::unique_ptr<data::Loader> FoldClips::training(std::int64_t epoch, std::int64_t done) const {
  auto open = batches(epoch);
  open.erase(open.begin(), open.begin() + std::min(done, static_cast<std::int64_t>(open.size())));
  const auto& all = collective_or_alone(job_.options.collective);
  return loader(slices_of(open, all.rank, all.size), true, epoch);
}

std::unique_ptr<data::Loader> FoldClips::one_by_one() const { return each_of(job_.fold.train); }

std::unique_ptr<data::Loader> FoldClips::each_of(const std::vector<std::size_t>& part) const {
  std::vector<data::Batch> batches;
  for (const auto clip : part) batches.push_back({clip});
  return loader(std::move(batches), false, 0);
}

std::unique_ptr<data::Loader> FoldClips::evaluation(const std::vector<std::size_t>& part) const {
  const auto& all = collective_or_alone(job_.options.collective);
  const auto batches = data::evaluation_batches(job_.manifest, part, job_.experiment.train);
  return loader(dealt_to(batches, all.rank, all.size), false, 0);
}

std::unique_ptr<data::Loader> FoldClips::loader(std::vector<data::Batch> batches, bool training,
                                                std::int64_t epoch) const {
  const auto& table = job_.experiment.train;
  data::LoadOptions options;
  options.max_seconds = table.max_seconds;
  options.random_crop = training;
  options.seed = stream_seed(seed_, "crop", static_cast<std::uint64_t>(epoch));
  options.sample_rate = input_.sample_rate;
  options.shortest = input_.shortest;
  options.pad_short = table.pad_short;
  options.audio = audio_;
  if (training && !augmenter_->empty()) {
    options.augment = [augmenter = augmenter_, rate = input_.sample_rate, seed = seed_, epoch](
                          std::vector<float> samples, const std::string& key) {
      return augmenter->apply(std::move(samples), rate, key, seed, epoch);
    };
  }
  if (training && table.mix != "none") {
    options.mix = [&manifest = job_.manifest, &table, seed = seed_, epoch](
                      data::LoadedBatch& batch) { data::mix(batch, manifest, table, seed, epoch); };
  }
  options.workers = std::thread::hardware_concurrency() > 2 ? 2 : 1;
  options.ahead = static_cast<std::size_t>(std::max<std::int64_t>(4, 2 * table.accumulate));
  return std::make_unique<data::Loader>(source_, job_.manifest, std::move(batches), options);
}

}  // namespace serhost::train

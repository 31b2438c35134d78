// Looks features up in memory, then on disk, then computes them.
#include "features/clip_features.hpp"

#include <ATen/ops/isfinite.h>

#include <atomic>
#include <thread>

#include "base/error.hpp"
#include "features/not_finite.hpp"
#include "features/packed.hpp"
#include "model/clips.hpp"

namespace serhost::features {
void ClipFeatures::begin(const std::string& identity, bool on_disk) {
  if (identity == identity_) return;
  entries_.clear();
  in_memory_ = 0;
  identity_ = identity;
  store_.reset();
  if (on_disk && settings_.use == CacheUse::on && !settings_.folder.empty() &&
      settings_.disk_bytes > 0)
    store_ = std::make_unique<FeatureStore>(settings_.folder, identity, settings_.disk_bytes);
}

bool ClipFeatures::load(std::size_t clip, const std::string& key) {
  if (!store_) return false;
  const auto bytes = store_->read(key);
  auto features = bytes ? unpack(*bytes) : std::nullopt;
  if (!features) return false;
  const std::lock_guard lock(mutex_);
  const auto size = bytes_of(*features);
  Entry entry{{}, key};
  if (in_memory_ + size <= settings_.memory_bytes) {
    in_memory_ += size;
    entry.clip = std::move(*features);
  }
  entries_[clip] = std::move(entry);
  return true;
}

bool ClipFeatures::keep(std::size_t clip, const std::string& key, const Sequence& features) {
  const bool on_disk = store_ && store_->write(key, pack(features));
  const std::lock_guard lock(mutex_);
  const auto size = bytes_of(features);
  const bool in_memory = in_memory_ + size <= settings_.memory_bytes;
  if (in_memory) in_memory_ += size;
  if (!in_memory && !on_disk) return false;
  entries_[clip] = {in_memory ? features : Sequence{}, on_disk ? key : ""};
  return true;
}

bool ClipFeatures::prepare(const std::string& identity, bool on_disk, Engine& engine,
                           const std::vector<std::size_t>& clips, const Samples& samples,
                           const std::function<void(std::size_t, std::size_t)>& each,
                           const Reduce& reduce) {
  begin(identity, on_disk);
  std::vector<std::size_t> open;
  for (const auto clip : clips) {
    if (!entries_.contains(clip)) open.push_back(clip);
  }
  const auto rate = engine.chain().input().sample_rate;
  const auto run_thread = std::this_thread::get_id();
  std::atomic<std::size_t> done{0};
  std::atomic<bool> full{false};
  engine.run(open.size(), [&](std::size_t i, const Compute& compute) {
    if (full) return;
    const auto waveform = samples(open[i]);
    const auto key = key_of(*waveform, rate);
    if (!load(open[i], key)) {
      auto features = compute(*waveform);
      if (!at::isfinite(features.values).all().item<bool>()) throw NotFinite(open[i]);
      if (reduce) features = reduce(features);
      if (!keep(open[i], key, features)) full = true;
    }
    ++done;
    if (each && std::this_thread::get_id() == run_thread) each(done, open.size());
  });
  if (!full) {
    if (each && !open.empty())
      each(open.size(), open.size());  // the other threads may have done the last ones, or all
    return true;
  }
  entries_.clear();
  in_memory_ = 0;
  identity_.clear();
  store_.reset();
  return false;
}

Sequence ClipFeatures::batch(const std::vector<std::size_t>& clips) {
  std::vector<Sequence> parts;
  for (const auto clip : clips) {
    const auto& entry = entries_.at(clip);
    if (entry.clip.values.defined()) {
      parts.push_back(entry.clip);
      continue;
    }
    const auto bytes = store_->read(entry.key);
    auto features = bytes ? unpack(*bytes) : std::nullopt;
    if (!features)
      throw Error(
          Exit::io,
          "cached features in " + settings_.folder.string() +
              " have changed while they were in use; run again, or with SERHOST_CACHE=memory");
    parts.push_back(std::move(*features));
  }
  return model::batch_of(parts);
}

}  // namespace serhost::features

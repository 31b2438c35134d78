// Keeps decoded clips in memory. Nothing is evicted: over an epoch, which visits every clip once, a
// full cache that keeps what it has serves more clips than one that replaces.
#include <future>
#include <mutex>
#include <unordered_map>

#include "audio/resample.hpp"
#include "base/remedy.hpp"
#include "data/loading/loader.hpp"
#include "data/loading/read_clip.hpp"

namespace serhost::data {

using Samples = std::shared_ptr<const std::vector<float>>;

struct ClipSource::State {
  const Manifest& manifest;
  std::int64_t sample_rate;
  std::size_t open;  // bytes still free
  std::mutex mutex;
  std::unordered_map<std::size_t, Samples> kept;
  std::unordered_map<std::size_t, std::shared_future<Samples>> being_read;

  Samples read(std::size_t clip) const {
    auto waveform = audio::resample(as_before(clip), sample_rate);
    return std::make_shared<const std::vector<float>>(std::move(waveform.samples));
  }

  /// The clip's audio, which is what it was when all audio was read before training.
  audio::Waveform as_before(std::size_t clip) const {
    const auto& known = manifest.clip(clip);
    if (known.digest.empty()) return read_clip(manifest, clip);
    try {
      auto waveform = read_clip(manifest, clip);
      if (digest_of(waveform) == known.digest) return waveform;
    } catch (const DataError& error) {
      throw RemediableError(
          error.exit(),
          std::string(error.what()) + "; it could be read when the run began. Restore it",
          Remedy::resume_restored);
    }
    throw RemediableError(Exit::damaged,
                          "clip '" + known.utterance.key + "': " + known.utterance.audio.string() +
                              ": is not the audio that it was when the run began. Restore that",
                          Remedy::resume_restored);
  }
};

ClipSource::ClipSource(const Manifest& manifest, std::int64_t sample_rate, std::size_t memory_bytes)
    : state_(new State{manifest, sample_rate, memory_bytes, {}, {}, {}}) {}
ClipSource::~ClipSource() = default;

Samples ClipSource::samples(std::size_t clip) {
  auto& s = *state_;
  std::promise<Samples> promise;
  {
    std::unique_lock lock(s.mutex);
    if (const auto at = s.kept.find(clip); at != s.kept.end()) return at->second;
    if (const auto at = s.being_read.find(clip); at != s.being_read.end()) {
      const auto other = at->second;
      lock.unlock();
      return other.get();
    }
    s.being_read.emplace(clip, promise.get_future().share());
  }
  try {
    auto samples = s.read(clip);
    const std::lock_guard lock(s.mutex);
    if (const auto bytes = samples->size() * sizeof(float); bytes <= s.open) {
      s.open -= bytes;
      s.kept.emplace(clip, samples);
    }
    s.being_read.erase(clip);
    promise.set_value(samples);
    return samples;
  } catch (...) {
    const std::lock_guard lock(s.mutex);
    s.being_read.erase(clip);
    promise.set_exception(std::current_exception());
    throw;
  }
}

}  // namespace serhost::data

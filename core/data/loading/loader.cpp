// Workers fill batches by number; the trainer takes them in order. A worker begins a batch only
// when it is among the next `ahead`, which bounds the memory.
#include "data/loading/loader.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "base/seed.hpp"
#include "base/text.hpp"

namespace serhost::data {
namespace {

struct Ready {
  LoadedBatch batch;
  std::exception_ptr thrown;
};

/// First sample and number of samples of the crop.
struct Cut {
  std::size_t begin = 0, size = 0;
};

Cut cut_of(std::size_t size, const std::string& key, const LoadOptions& options) {
  if (!options.max_seconds) return {0, size};
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(
      1, std::llround(*options.max_seconds * static_cast<double>(options.sample_rate))));
  if (size <= most) return {0, size};
  const auto slack = size - most;
  return {options.random_crop ? Random(stream_seed(options.seed, "crop/" + key)).below(slack + 1)
                              : slack / 2,
          most};
}

}  // namespace

void check_length(std::size_t samples, bool cropped, const std::string& key,
                  const LoadOptions& options) {
  if (static_cast<std::int64_t>(samples) >= options.shortest) return;
  const auto seconds = [&](auto n) {
    return exact(
        std::round(1000.0 * static_cast<double>(n) / static_cast<double>(options.sample_rate)) /
        1000.0);
  };
  throw DataError("clip '" + key + "': " + (cropped ? "cropped by max_seconds to " : "has ") +
                  count_of(samples, "sample") + " (" + seconds(samples) + " s) at " +
                  std::to_string(options.sample_rate) + " Hz; the backbone needs at least " +
                  std::to_string(options.shortest) + " (" + seconds(options.shortest) + " s)" +
                  (cropped ? ": use a larger max_seconds" : ""));
}

struct Loader::State {
  ClipSource& source;
  const Manifest& manifest;
  const std::vector<Batch> batches;
  const LoadOptions options;

  std::mutex mutex;
  std::condition_variable room, filled;
  std::map<std::size_t, Ready> ready;
  std::size_t started = 0, taken = 0;
  std::atomic<bool> stopped{false};
  std::vector<std::jthread> workers;

  ~State() { stop(); }

  LoadedBatch load(const Batch& clips) const {
    LoadedBatch out;
    out.clips = clips;
    if (!options.audio) return out;
    std::vector<std::shared_ptr<const std::vector<float>>> samples;
    std::vector<Cut> cuts;
    for (const auto clip : clips) {
      if (stopped) return out;  // nobody will take it
      const auto& key = manifest.clips[clip].utterance.key;
      samples.push_back(source.samples(clip));
      if (options.augment)
        samples.back() =
            std::make_shared<const std::vector<float>>(options.augment(*samples.back(), key));
      cuts.push_back(cut_of(samples.back()->size(), key, options));
      if (!options.pad_short)
        check_length(cuts.back().size, cuts.back().size < samples.back()->size(), key, options);
      out.lengths.push_back(
          std::max(static_cast<std::int64_t>(cuts.back().size), options.shortest));
      out.longest = std::max(out.longest, out.lengths.back());
    }
    out.values.resize(clips.size() * static_cast<std::size_t>(out.longest));
    for (std::size_t i = 0; i < clips.size(); ++i) {
      std::copy_n(samples[i]->data() + cuts[i].begin, cuts[i].size,
                  out.values.data() + i * static_cast<std::size_t>(out.longest));
    }
    if (options.mix) options.mix(out);
    return out;
  }

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      room.wait(lock, [&] {
        return stopped || started == batches.size() || started < taken + options.ahead;
      });
      if (stopped || started == batches.size()) return;
      const auto number = started++;
      lock.unlock();
      Ready result;
      try {
        result.batch = load(batches[number]);
      } catch (...) { result.thrown = std::current_exception(); }
      lock.lock();
      ready.emplace(number, std::move(result));
      filled.notify_all();
    }
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopped = true;
    }
    room.notify_all();
    workers.clear();  // joins
  }
};

Loader::Loader(ClipSource& source, const Manifest& manifest, std::vector<Batch> batches,
               LoadOptions options)
    : state_(new State{
          source, manifest, std::move(batches), options, {}, {}, {}, {}, 0, 0, false, {}}) {
  if (options.ahead == 0) throw std::logic_error("a loader must be at least one batch ahead");
  for (int i = 0; i < options.workers; ++i)
    state_->workers.emplace_back([state = state_.get()] { state->work(); });
}

Loader::~Loader() = default;

std::optional<LoadedBatch> Loader::next() {
  auto& s = *state_;
  if (s.taken == s.batches.size()) return std::nullopt;
  if (s.workers.empty()) return s.load(s.batches[s.taken++]);
  std::unique_lock lock(s.mutex);
  s.filled.wait(lock, [&] { return s.ready.contains(s.taken); });
  auto result = std::move(s.ready.extract(s.taken).mapped());
  ++s.taken;
  s.room.notify_all();
  if (!result.thrown) return std::move(result.batch);
  lock.unlock();
  std::rethrow_exception(result.thrown);
}

}  // namespace serhost::data

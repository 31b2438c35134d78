// Through `backward`, as training goes: with its precision, and twice forward for a loss of whole
// batches.
#include "train/step_memory.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <c10/core/Allocator.h>
#include <c10/util/Logging.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "features/engine.hpp"
#include "model/clips.hpp"
#include "model/memory_limit.hpp"
#include "train/backward.hpp"
#include "train/device.hpp"
#include "train/fit.hpp"
#include "train/made_up.hpp"

namespace serhost::train {
namespace {

/// Counts what LibTorch's allocators give to this thread and take back.
class Meter final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, std::int64_t size, std::size_t, std::size_t, c10::Device) override {
    live_ += size;
    peak_ = std::max(peak_, live_);
  }
  bool memoryProfilingEnabled() const override { return true; }
  double peak() const { return static_cast<double>(peak_); }

 private:
  std::int64_t live_ = 0, peak_ = 0;
};

/// LibTorch warns of each block that it counted not when it came; it came before this began.
class NoWarnings {
 public:
  NoWarnings() : before_(std::exchange(FLAGS_caffe2_log_level, 2 /* errors */)) {}
  ~NoWarnings() { FLAGS_caffe2_log_level = before_; }
  NoWarnings(const NoWarnings&) = delete;
  NoWarnings& operator=(const NoWarnings&) = delete;

 private:
  int before_;
};

template <class Work>
double peak_of(const Work& work) {
  const NoWarnings quiet;
  const auto meter = std::make_shared<Meter>();
  const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, meter);
  work();
  return meter->peak();
}

/// The longest first, then those that are most like the mean: so the first few tell of all.
void order_by_typical(std::vector<double>& seconds) {
  std::ranges::sort(seconds, std::greater());
  const auto rest = std::span(seconds).subspan(1);
  if (rest.empty()) return;
  const double mean =
      std::accumulate(rest.begin(), rest.end(), 0.0) / static_cast<double>(rest.size());
  std::ranges::stable_sort(rest, {}, [mean](double one) { return std::abs(one - mean); });
}

class Steps {
 public:
  Steps(const config::Experiment& experiment, const host::Registry& registry,
        const data::Manifest& known, const c10::Device& device, bool cached)
      : made_(experiment, registry, known, device),
        manifest_(data::without_clips(known)),
        batcher_(manifest_, *made_.task.rules, {}, device),
        context_{.composition = made_.composition,
                 .batcher = batcher_,
                 .collective = collective_or_alone({}),
                 .precision = model::Precision::of(experiment.train.precision),
                 .place = "a trial of memory"},
        cached_(cached && chain().has_frozen_prefix()) {
    fit(made_.composition,
        [&](const auto& observe) { observe(noise_of(chain(), {samples(1.0)}, device)); });
    made_.composition.train(true);
  }

  /// A head that is fitted once makes no steps.
  bool fits_at_once() { return train::fits_at_once(made_.composition); }

  /// Bytes at the worst moment of a step of clips that last `seconds`.
  double step(std::span<const double> seconds) {
    const auto clips = static_cast<std::int64_t>(seconds.size());
    MicroBatch batch;
    batch.clips.resize(seconds.size());
    std::iota(batch.clips.begin(), batch.clips.end(), std::size_t{0});
    for (const auto i : batch.clips)
      if (i >= manifest_.clips.size())
        manifest_.clips.emplace_back().utterance.key = "noise " + std::to_string(i + 1);
    batch.targets = made_.targets(clips);
    batch.weight = at::ones({clips}, at::kDouble);
    batch.from_frozen = cached_;
    std::vector<MicroBatch> micro;
    micro.push_back(std::move(batch));
    if (cached_) frozen(seconds);  // known from here on
    return peak_of([&] {
      micro.front().audio = cached_ ? frozen(seconds) : noise(seconds);
      backward(context_, std::move(micro), {});
    });
  }

  /// Bytes to compute the frozen part of a clip; 0 where that is no work of its own.
  double prefix(double seconds) {
    if (!cached_) return 0.0;
    const auto audio = noise({&seconds, 1});
    return peak_of([&] { frozen_of(audio); });
  }

 private:
  model::Chain& chain() { return made_.composition.model().chain(); }

  std::int64_t samples(double seconds) {
    const auto input = chain().input();
    return std::max<std::int64_t>(input.shortest,
                                  std::llround(seconds * static_cast<double>(input.sample_rate)));
  }

  Sequence noise(std::span<const double> seconds) {
    std::vector<std::int64_t> lengths;
    for (const double one : seconds) lengths.push_back(samples(one));
    return noise_of(chain(), lengths, made_.device);
  }

  Sequence frozen_of(const Sequence& audio) {
    const at::NoGradGuard no_graph;
    const auto precision = context_.precision.scope(made_.device.type());
    return chain().forward_frozen(audio);
  }

  /// What the frozen part would give, without its work: as for one clip, over and over.
  Sequence frozen(std::span<const double> seconds) {
    std::vector<Sequence> clips;
    for (const double one : seconds) {
      auto& known = known_[samples(one)];
      if (!known.values.defined()) known = frozen_of(noise({&one, 1}));
      clips.push_back(known);
    }
    return model::batch_of(clips);
  }

  MadeUp made_;
  data::Manifest manifest_;
  Batcher batcher_;
  TrainContext context_;
  bool cached_;
  std::map<std::int64_t, Sequence> known_;  // by samples
};

}  // namespace

std::optional<StepMemory> step_memory(const config::Experiment& experiment,
                                      const host::Registry& registry, const data::Manifest& known,
                                      std::vector<double> seconds, bool cached,
                                      const std::string& device_text, int threads,
                                      double patience) {
  if (seconds.empty() || experiment.train.epochs == 0 || !data::takes_audio(experiment) ||
      config::hears_dialogues(experiment.task))
    return {};
  prepare_torch(threads);
  const auto device = choose_device(experiment.train, device_text);
  if (!device.is_cpu()) return {};  // what it measured there would be held against RAM
  order_by_typical(seconds);
  Steps steps(experiment, registry, known, device, cached);
  if (steps.fits_at_once()) return {};
  StepMemory out;
  const auto workers = features::workers_for(threads);
  out.prefix = steps.prefix(seconds.front()) * static_cast<double>(workers);

  const auto begin = std::chrono::steady_clock::now();
  const std::span all(seconds);
  steps.step(all.first(1));  // makes the gradients, which are counted with the optimizer
  double before = 0.0;
  for (std::size_t clips = 1;; clips = std::min(2 * clips, all.size())) {
    const auto tried = out.tried;
    before = out.batch;
    out.batch = steps.step(all.first(clips));
    out.tried = clips;
    if (clips == all.size()) break;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    const bool fits = 4.0 * out.batch < static_cast<double>(memory_of_machine());
    if (clips < 4 || (spent.count() < patience && fits)) continue;
    const double a_clip = (out.batch - before) / static_cast<double>(clips - tried);
    out.batch += a_clip * static_cast<double>(all.size() - clips);
    break;
  }
  return out;
}

std::uint64_t memory_of_machine() { return model::MemoryLimit::memory_of_machine(); }

}  // namespace serhost::train

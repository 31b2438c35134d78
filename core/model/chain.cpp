// The chain of backbones.
#include "model/chain.hpp"

#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <numeric>
#include <serhost/nn/mask.hpp>
#include <serhost/thread_safe_inference.hpp>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/seed.hpp"
#include "model/clips.hpp"
#include "model/randomness.hpp"

namespace serhost::model {
namespace {

/// One thread of LibTorch for a scope, on the thread that holds it.
class OneThread {
 public:
  OneThread() : before_(at::get_num_threads()) {
    if (before_ != 1) at::set_num_threads(1);
  }
  ~OneThread() {
    if (before_ != 1) at::set_num_threads(before_);
  }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

/// The places of clips: threads that share them end at nearly the same time.
std::vector<std::size_t> longest_first(const at::Tensor& lengths) {
  std::vector<std::size_t> out(static_cast<std::size_t>(lengths.size(0)));
  std::iota(out.begin(), out.end(), std::size_t{0});
  const auto length = lengths.accessor<std::int64_t, 1>();
  std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
    return length[static_cast<std::int64_t>(a)] > length[static_cast<std::int64_t>(b)];
  });
  return out;
}

/// In memory of its own.
Sequence owned(Sequence clip) {
  for (auto* part : {&clip.values, &clip.summary, &clip.segment_ids}) {
    if (part->defined()) *part = part->clone(at::MemoryFormat::Contiguous);
  }
  return clip;
}

}  // namespace

Chain::Chain(std::vector<std::shared_ptr<BackboneAdapter>> adapters)
    : adapters_(std::move(adapters)) {
  SERHOST_CHECK(!adapters_.empty());
  Faults faults;
  const auto add_fault = [&](const BackboneAdapter& adapter, const std::string& message) {
    faults.add(Exit::config, (adapter.place().empty() ? "" : adapter.place() + ": ") + message);
  };
  for (std::size_t i = 0; i < adapters_.size(); ++i) {
    const auto& adapter = *adapters_[i];
    const auto input = adapter.input();
    if (i == 0 && !input.waveform && reader() == nullptr) {
      add_fault(adapter, adapter.callee().component +
                             " takes the frames of another backbone and cannot come first; put a "
                             "[[backbone]] that takes audio before it");
    } else if (i > 0 && input.waveform) {
      add_fault(adapter, adapter.callee().component + " takes audio and cannot follow " +
                             adapters_[i - 1]->callee().component);
    } else if (i > 0 && input.width != 0 && input.width != adapters_[i - 1]->width()) {
      add_fault(adapter, adapter.callee().component + " takes frames of width " +
                             std::to_string(input.width) + ", but " +
                             adapters_[i - 1]->callee().component + " gives " +
                             std::to_string(adapters_[i - 1]->width()));
    }
  }
  faults.throw_if_any();
  for (std::size_t i = 0; i < adapters_.size(); ++i)
    register_module(std::to_string(i), adapters_[i]);
  while (split_ + 1 < adapters_.size() && adapters_[split_]->frozen_part() == FrozenPart::whole)
    ++split_;
  input_ = raised_input();
}

std::int64_t Chain::frames(std::int64_t samples) const {
  auto length = samples;
  for (const auto& adapter : adapters_) {
    if (length < adapter->input().shortest) return 0;
    length = adapter->frames(length);
    if (length < 1) return 0;
  }
  return length;
}

Input Chain::raised_input() const {
  // Frames grow with samples: the smallest length that reaches the end of the chain is found by
  // doubling, then halving.
  auto input = adapters_.front()->input();
  auto enough = std::max<std::int64_t>(input.shortest, 1);
  if (frames(enough) > 0) return input;
  auto too_few = enough;
  const std::int64_t bound = 600 * std::max<std::int64_t>(input.sample_rate, 1);
  while (frames(enough) < 1) {
    too_few = enough;
    enough *= 2;
    if (enough > bound)
      throw Error(Exit::config,
                  "the chain of backbones returns no frame even for ten minutes of audio; check "
                  "`shortest` and `frames` of " +
                      adapters_.back()->callee().component);
  }
  while (enough - too_few > 1) {
    const auto middle = too_few + (enough - too_few) / 2;
    (frames(middle) > 0 ? enough : too_few) = middle;
  }
  input.shortest = enough;
  return input;
}

Sequence Chain::masked(std::size_t index, Sequence output) const {
  // What a backbone leaves in the padding is ignored.
  if (index + 1 < adapters_.size()) output.values = nn::mask_frames(output.values, output.lengths);
  return output;
}

Sequence Chain::run_from(std::size_t first, std::size_t end, Sequence now, Step& step,
                         bool from_frozen) {
  const bool random = step.random.defined();
  const auto base = random ? step.random.current_seed() : 0;
  for (std::size_t i = first; i < end; ++i) {
    Step own = step;  // every backbone draws from a stream of its own
    if (random) own.random = make_generator(stream_seed(base, "backbone", i));
    const bool behind_frozen =
        from_frozen && i == first && adapters_[i]->frozen_part() != FrozenPart::nothing;
    now = masked(i, behind_frozen ? adapters_[i]->forward_trainable(now, own)
                                  : adapters_[i]->forward(now, own));
  }
  return now;
}

std::vector<std::shared_ptr<BackboneAdapter>> Chain::frozen_adapters() const {
  const auto count = split_ + (adapters_[split_]->frozen_part() != FrozenPart::nothing ? 1 : 0);
  return {adapters_.begin(), adapters_.begin() + static_cast<std::ptrdiff_t>(count)};
}

bool Chain::thread_safe() const {
  const auto adapters = frozen_adapters();
  return std::all_of(adapters.begin(), adapters.end(), [](const auto& adapter) {
    return dynamic_cast<const ThreadSafeInference*>(adapter->backbone().get()) != nullptr;
  });
}

void Chain::prepare_for_inference() {
  for (const auto& adapter : frozen_adapters()) {
    auto* const able = dynamic_cast<ThreadSafeInference*>(adapter->backbone().get());
    if (able != nullptr && adapter->frozen())
      host::guarded(adapter->callee(), "prepare_for_inference",
                    [&] { able->prepare_for_inference(); });
  }
}

Sequence Chain::forward_frozen_together(const Sequence& audio) {
  auto now = audio;
  for (std::size_t i = 0; i < split_; ++i) now = masked(i, adapters_[i]->forward_frozen(now));
  return adapters_[split_]->frozen_part() == FrozenPart::nothing
             ? now
             : adapters_[split_]->forward_frozen(now);
}

Sequence Chain::forward_frozen(const Sequence& audio) {
  SERHOST_CHECK(has_frozen_prefix());
  // What comes out may become part of a graph, which inference tensors cannot; and the mode of the
  // caller shall be of no effect.
  const c10::InferenceMode no_inference(false);
  const at::NoGradGuard no_graph;
  if (!audio.values.is_cpu()) return forward_frozen_together(audio);
  const EvalModeGuard eval_mode(*this);
  std::vector<Sequence> clips(static_cast<std::size_t>(audio.lengths.size(0)));
  const auto threads = thread_safe() ? static_cast<std::size_t>(at::get_num_threads()) : 1;
  const at::ThreadLocalState modes;  // autocast and the two above
  const auto order = longest_first(audio.lengths);
  for_each_index(clips.size(), threads, [&](std::size_t turn) {
    const auto i = order[turn];
    const at::ThreadLocalStateGuard same_modes(modes);
    const OneThread one_thread;
    // Kernels may sum in another order where memory begins elsewhere: every clip has its own, which
    // begins alike.
    const auto clip = owned(clip_of(audio, static_cast<std::int64_t>(i)));
    clips[i] = owned(clip_of(forward_frozen_together(clip), 0));
  });
  return batch_of(clips);
}

Sequence Chain::forward_trainable(const Sequence& from_frozen, Step& step) {
  return reader() != nullptr ? forward(from_frozen, step)
                             : run_from(split_, adapters_.size(), from_frozen, step, true);
}

Sequence Chain::input_of(std::size_t index, const Sequence& input, Step& step) {
  if (reader() != nullptr) return run_from(1, std::max<std::size_t>(index, 1), input, step);
  if (!has_frozen_prefix() || index <= split_) return run_from(0, index, input, step);
  return run_from(split_, index, forward_frozen(input), step, true);
}

Sequence Chain::forward_undivided(const Sequence& input, Step& step) {
  return run_from(0, adapters_.size(), input, step);
}

bool Chain::begins_with_front_end() const {
  const auto& first = *adapters_.front();
  const auto* const staged = dynamic_cast<const Staged*>(first.backbone().get());
  if (split_ > 0 || first.frozen_part() != FrozenPart::stages || staged == nullptr) return false;
  for (std::size_t stage = 0; stage < first.prefix_stages(); ++stage) {
    const auto parameters = host::guarded(first.callee(), "stage_parameters",
                                          [&] { return staged->stage_parameters(stage); });
    if (!parameters.empty()) return false;
  }
  return true;
}

Sequence Chain::forward(const Sequence& input, Step& step) {
  return input_of(adapters_.size(), input, step);
}

const ReadsFeatures* Chain::reader() const {
  return dynamic_cast<const ReadsFeatures*>(adapters_.front()->backbone().get());
}

std::vector<Group> Chain::groups(std::optional<double> layer_decay) const {
  std::vector<std::vector<at::Tensor>> depths;
  for (const auto& adapter : adapters_) {
    for (auto& depth : adapter->depths()) depths.push_back(std::move(depth));
  }
  std::vector<Group> groups;
  double scale = 1.0;
  for (auto depth = depths.rbegin(); depth != depths.rend(); ++depth) {
    if (layer_decay) scale *= *layer_decay;
    if (groups.empty() || layer_decay) groups.push_back({"backbone", scale, {}, {}});
    for (const auto& parameter : *depth) add(groups.back(), parameter);
  }
  return groups;
}

EvalModeGuard::EvalModeGuard(const Chain& chain) {
  for (const auto& adapter : chain.frozen_adapters()) {
    if (!adapter->backbone()->is_training()) continue;
    adapter->backbone()->eval();
    trained_.push_back(adapter);
  }
}

EvalModeGuard::~EvalModeGuard() {
  for (const auto& adapter : trained_) adapter->train();
}

}  // namespace serhost::model

// The chain of backbones.
#include "model/chain.hpp"

#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <serhost/concurrent.hpp>
#include <serhost/nn/mask.hpp>

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

/// In memory of its own.
Sequence owned(Sequence clip) {
  for (auto* part : {&clip.values, &clip.summary, &clip.marks}) {
    if (part->defined()) *part = part->clone(at::MemoryFormat::Contiguous);
  }
  return clip;
}

}  // namespace

Chain::Chain(std::vector<std::shared_ptr<Link>> links) : links_(std::move(links)) {
  SERHOST_CHECK(!links_.empty());
  Faults faults;
  const auto add_fault = [&](const Link& link, const std::string& message) {
    faults.add(Exit::config, (link.place().empty() ? "" : link.place() + ": ") + message);
  };
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const auto& link = *links_[i];
    const auto input = link.input();
    if (i == 0 && !input.waveform && reader() == nullptr) {
      add_fault(link, link.callee().component +
                          " takes the frames of another backbone and cannot come first; put a "
                          "[[backbone]] that takes audio before it");
    } else if (i > 0 && input.waveform) {
      add_fault(link, link.callee().component + " takes audio and cannot follow " +
                          links_[i - 1]->callee().component);
    } else if (i > 0 && input.width != 0 && input.width != links_[i - 1]->width()) {
      add_fault(link, link.callee().component + " takes frames of width " +
                          std::to_string(input.width) + ", but " +
                          links_[i - 1]->callee().component + " gives " +
                          std::to_string(links_[i - 1]->width()));
    }
  }
  faults.throw_if_any();
  for (std::size_t i = 0; i < links_.size(); ++i) register_module(std::to_string(i), links_[i]);
  while (split_ + 1 < links_.size() && links_[split_]->rest() == Rest::whole) ++split_;
  input_ = raised_input();
}

std::int64_t Chain::frames(std::int64_t samples) const {
  auto length = samples;
  for (const auto& link : links_) {
    if (length < link->input().shortest) return 0;
    length = link->frames(length);
    if (length < 1) return 0;
  }
  return length;
}

Input Chain::raised_input() const {
  // Frames grow with samples: the smallest length that reaches the end of the chain is found by
  // doubling, then halving.
  auto input = links_.front()->input();
  auto enough = std::max<std::int64_t>(input.shortest, 1);
  if (frames(enough) > 0) return input;
  auto too_few = enough;
  const std::int64_t bound = 600 * std::max<std::int64_t>(input.sample_rate, 1);
  while (frames(enough) < 1) {
    too_few = enough;
    enough *= 2;
    if (enough > bound)
      throw Error(Exit::config,
                  "the chain of backbones gives no frame even for ten minutes of audio; check "
                  "`shortest` and `frames` of " +
                      links_.back()->callee().component);
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
  if (index + 1 < links_.size()) output.values = nn::mask_frames(output.values, output.lengths);
  return output;
}

Sequence Chain::run_from(std::size_t first, std::size_t end, Sequence now, Step& step,
                         bool rested) {
  const bool random = step.random.defined();
  const auto base = random ? step.random.current_seed() : 0;
  for (std::size_t i = first; i < end; ++i) {
    Step own = step;  // every backbone draws from a stream of its own
    if (random) own.random = make_generator(stream_seed(base, "backbone", i));
    const bool behind_rest = rested && i == first && links_[i]->rest() != Rest::nothing;
    now = masked(i, behind_rest ? links_[i]->run_on(now, own) : links_[i]->forward(now, own));
  }
  return now;
}

std::vector<std::shared_ptr<Link>> Chain::resting_links() const {
  const auto count = split_ + (links_[split_]->rest() != Rest::nothing ? 1 : 0);
  return {links_.begin(), links_.begin() + static_cast<std::ptrdiff_t>(count)};
}

bool Chain::concurrent() const {
  const auto links = resting_links();
  return std::all_of(links.begin(), links.end(), [](const auto& link) {
    return dynamic_cast<const Concurrent*>(link->backbone().get()) != nullptr;
  });
}

void Chain::settle() {
  for (const auto& link : resting_links()) {
    auto* const able = dynamic_cast<Concurrent*>(link->backbone().get());
    if (able != nullptr && link->frozen())
      host::guarded(link->callee(), "settle", [&] { able->settle(); });
  }
}

Sequence Chain::rest_together(const Sequence& audio) {
  auto now = audio;
  for (std::size_t i = 0; i < split_; ++i) now = masked(i, links_[i]->run_rest(now));
  return links_[split_]->rest() == Rest::nothing ? now : links_[split_]->run_rest(now);
}

Sequence Chain::rest(const Sequence& audio) {
  SERHOST_CHECK(resting());
  // What comes out may become part of a graph, which inference tensors cannot; and the mode of the
  // caller shall be of no effect.
  const c10::InferenceMode no_inference(false);
  const at::NoGradGuard no_graph;
  if (!audio.values.is_cpu()) return rest_together(audio);
  const Still still(*this);
  std::vector<Sequence> clips(static_cast<std::size_t>(audio.lengths.size(0)));
  const auto threads = concurrent() ? static_cast<std::size_t>(at::get_num_threads()) : 1;
  const at::ThreadLocalState modes;  // autocast and the two above
  for_each_index(clips.size(), threads, [&](std::size_t i) {
    const at::ThreadLocalStateGuard same_modes(modes);
    const OneThread one_thread;
    // Kernels may sum in another order where memory begins elsewhere: every clip has its own, which
    // begins alike.
    const auto clip = owned(clip_of(audio, static_cast<std::int64_t>(i)));
    clips[i] = owned(clip_of(rest_together(clip), 0));
  });
  return batch_of(clips);
}

Sequence Chain::run_on(const Sequence& rested, Step& step) {
  return reader() != nullptr ? forward(rested, step)
                             : run_from(split_, links_.size(), rested, step, true);
}

Sequence Chain::input_of(std::size_t index, const Sequence& input, Step& step) {
  if (reader() != nullptr) return run_from(1, std::max<std::size_t>(index, 1), input, step);
  if (!resting() || index <= split_) return run_from(0, index, input, step);
  return run_from(split_, index, rest(input), step, true);
}

Sequence Chain::forward(const Sequence& input, Step& step) {
  return input_of(links_.size(), input, step);
}

const ReadsFeatures* Chain::reader() const {
  return dynamic_cast<const ReadsFeatures*>(links_.front()->backbone().get());
}

std::vector<Group> Chain::groups(std::optional<double> layer_decay) const {
  std::vector<std::vector<at::Tensor>> depths;
  for (const auto& link : links_) {
    for (auto& depth : link->depths()) depths.push_back(std::move(depth));
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

Still::Still(const Chain& chain) {
  for (const auto& link : chain.resting_links()) {
    if (!link->backbone()->is_training()) continue;
    link->backbone()->eval();
    trained_.push_back(link);
  }
}

Still::~Still() {
  for (const auto& link : trained_) link->train();
}

}  // namespace serhost::model

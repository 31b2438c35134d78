// The chain of backbones.
#include "model/chain.hpp"

#include <algorithm>

#include <serhost/nn/mask.hpp>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "model/randomness.hpp"

namespace serhost::model {

Chain::Chain(std::vector<std::shared_ptr<Link>> links) : links_(std::move(links)) {
  SERHOST_CHECK(!links_.empty());
  Faults faults;
  const auto add_fault = [&](const Link& link, const std::string& message) {
    faults.add(Exit::config, (link.place().empty() ? "" : link.place() + ": ") + message);
  };
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const auto& link = *links_[i];
    const auto input = link.input();
    if (i == 0 && !input.waveform) {
      add_fault(link,
                link.callee().component +
                    " takes the frames of another backbone and cannot come first; put a [[backbone]] that takes audio before it");
    } else if (i > 0 && input.waveform) {
      add_fault(link, link.callee().component + " takes audio and cannot follow " + links_[i - 1]->callee().component);
    } else if (i > 0 && input.width != 0 && input.width != links_[i - 1]->width()) {
      add_fault(link, link.callee().component + " takes frames of width " + std::to_string(input.width) + ", but " +
                          links_[i - 1]->callee().component + " gives " + std::to_string(links_[i - 1]->width()));
    }
  }
  faults.throw_if_any();
  for (std::size_t i = 0; i < links_.size(); ++i) register_module(std::to_string(i), links_[i]);
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
  // Frames grow with samples: the smallest length that reaches the end of the chain is found by doubling, then halving.
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
                  "the chain of backbones gives no frame even for ten minutes of audio; check `shortest` and `frames` of " +
                      links_.back()->callee().component);
  }
  while (enough - too_few > 1) {
    const auto middle = too_few + (enough - too_few) / 2;
    (frames(middle) > 0 ? enough : too_few) = middle;
  }
  input.shortest = enough;
  return input;
}

Sequence Chain::input_of(std::size_t index, const Sequence& audio, Step& step) {
  Sequence now = audio;
  const bool random = step.random.defined();
  const auto base = random ? step.random.current_seed() : 0;
  for (std::size_t i = 0; i < index; ++i) {
    Step own = step;  // every backbone draws from a stream of its own
    if (random) own.random = make_generator(stream_seed(base, "backbone", i));
    now = links_[i]->forward(now, own);
    if (i + 1 < links_.size()) now.values = nn::mask_frames(now.values, now.lengths);  // what a backbone leaves in the padding is ignored
  }
  return now;
}

Sequence Chain::forward(const Sequence& audio, Step& step) { return input_of(links_.size(), audio, step); }

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

}  // namespace serhost::model

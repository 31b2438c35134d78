// One micro-batch through model and loss, with the random streams of its place, and back. What is
// wrong with the numbers is named with its epoch, step and clips.
#pragma once

#include <cmath>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "base/text.hpp"
#include "model/randomness.hpp"
#include "train/backward.hpp"
#include "train/gradient_reach.hpp"
#include "train/named_faults.hpp"

namespace serhost::train {

/// [run] `context` and `position` must outlive it.
class ForwardPass {
 public:
  ForwardPass(const TrainContext& context, const Position& position)
      : s_(context), position_(position) {}

  std::uint64_t index(std::size_t micro) const {
    return static_cast<std::uint64_t>(position_.update * s_.accumulate) + micro;
  }

  /// The same part of the same `micro` gives the same dropout, whatever was computed before.
  View forward(const MicroBatch& batch, std::size_t micro, bool log) {
    const auto dropout = stream_seed(s_.seed, "dropout", index(micro));
    model::seed_default_generators(batch.first == 0 ? dropout
                                                    : stream_seed(dropout, "slice", batch.first));
    auto step = make_step(s_, "backbone", index(micro), position_, true, batch.first);
    if (!log) step.sink = nullptr;
    const auto precision = s_.precision.scope(s_.batcher.device().type());
    return s_.composition.forward(batch.audio, step, batch.from_frozen, streams(batch, micro));
  }

  /// What an objective draws from; none of another loss. By the place of a clip among those of all
  /// processes.
  std::vector<std::uint64_t> streams(const MicroBatch& batch, std::size_t micro) const {
    std::vector<std::uint64_t> out;
    if (s_.composition.objective() == nullptr) return out;
    const auto of_batch = stream_seed(s_.seed, "random/objective", index(micro));
    for (std::size_t i = 0; i < batch.clips.size(); ++i)
      out.push_back(stream_seed(of_batch, "clip", batch.first + i));
    return out;
  }

  /// `first`: of the clips, where they are a part of the micro-batch.
  at::Tensor losses(const View& view, const Targets& targets, std::size_t micro,
                    std::size_t first = 0) {
    auto step = make_step(s_, "loss", index(micro), position_, true, first);
    auto losses = s_.composition.losses(view, targets, step);
    if (!losses.requires_grad())
      require_gradient(s_.composition, view, losses, where(s_, position_));
    return losses;
  }

  /// Of clips that are mixed, each by its own target and its partner's (data/loading/mixing.hpp).
  at::Tensor losses(const View& view, const MicroBatch& batch, std::size_t micro) {
    const auto own = losses(view, batch.targets, micro, batch.first);
    if (!batch.own_share.defined()) return own;
    return batch.own_share * own +
           batch.partner_share * losses(view, batch.partner_targets, micro, batch.first);
  }

  /// A plugin's own derivatives are computed here, outside of any call that would be guarded.
  template <class Backward>
  void back(const Backward& run) const {
    const auto before = state::GlobalState::now();
    named(s_.composition, "the backward pass", where(s_, position_), run);
    if (const auto changed = before.put_right(); !changed.empty()) changed_in_backward(changed);
  }

  [[noreturn]] void changed_in_backward(const std::string& changed) const {
    throw PluginError("the backward pass" + where(s_, position_) +
                          " changed LibTorch's global state: " + changed +
                          "; look at the derivatives of " + components_of(s_.composition) +
                          ", and use guards that end with the call",
                      Exit::failed);
  }

  /// `bad`: clips whose own loss it is, none where it is one value for all.
  [[noreturn]] void not_finite(double value, const data::Batch& bad,
                               const data::Batch& clips) const {
    const bool all = bad.empty() || bad.size() == clips.size();
    const auto of = all ? " for the whole batch " + s_.batcher.keys(clips)
                        : " for " + s_.batcher.keys(bad) + ", " + std::to_string(bad.size()) +
                              " of the " + std::to_string(clips.size()) + " clips of the batch";
    throw Error(Exit::failed, "the loss is " + exact(value) + where(s_, position_) + of +
                                  "; try a smaller train.optimizer.lr, or train.clip_norm = 1.0");
  }

  /// `losses` [B] and their double copy on the CPU; the clips of those that are not finite are
  /// named.
  at::Tensor checked(const at::Tensor& losses, const data::Batch& clips) const {
    auto values = losses.detach().to(at::kCPU, at::kDouble).contiguous();
    data::Batch bad;
    double first = 0.0;
    for (std::int64_t i = 0; i < values.numel(); ++i) {
      const auto value = values.const_data_ptr<double>()[i];
      if (std::isfinite(value)) continue;
      if (bad.empty()) first = value;
      if (values.dim() == 0) not_finite(value, {}, clips);
      bad.push_back(clips[static_cast<std::size_t>(i)]);
    }
    if (!bad.empty()) not_finite(first, bad, clips);
    return values;
  }

 private:
  const TrainContext& s_;
  const Position& position_;
};

}  // namespace serhost::train

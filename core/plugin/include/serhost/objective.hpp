// Ability of a loss that trains an encoder without labels: the task "pretrain". It has a step of
// its own instead of a view of the model's scores, and modules of its own: a teacher, a decoder, a
// quantizer. What it registers is trained, moved, saved and resumed with the encoder.
//
//   class Own : public serhost::Objective, public torch::nn::Module {
//     void bind(const Encoder& student, const std::function<Encoder()>&) override {
//       student_ = student;
//       decoder_ = register_module("decoder", ...);
//     }
//     torch::Tensor step(const Clips& clips, Step& step) override { ... }  // [B]
//   };
//   SERHOST_LOSS(Own, "own", "mine");
//
// The host takes the weighted mean of `step` over all clips of an update, of all processes. A
// teacher is registered without requires_grad and moved in `updated`.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>
#include <serhost/masked_encoder.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace serhost {

/// Ability of a loss: the objective of a pre-training.
class SERHOST_API Objective : public Loss {
 public:
  /// The same object by both of its interfaces.
  struct Encoder {
    std::shared_ptr<Backbone> backbone;  ///< its parameters and buffers
    MaskedEncoder* masked = nullptr;     ///< what computes
  };

  /// Clips of one step.
  struct Clips {
    Sequence audio;  ///< [B, T] on the device, as Backbone::forward takes it
    /// [B] A seed for each clip in this step, the same however clips are divided into batches and
    /// among processes: masks and negatives are drawn from it.
    std::vector<std::uint64_t> streams;
  };

  /// [run] Once, before anything else. `student` is trained by the host; its sizes are known now,
  /// so that modules can be made. `twin` makes another one of the same weights, for a teacher.
  /// Throws std::invalid_argument where the encoder does not fit.
  virtual void bind(const Encoder& student, const std::function<Encoder()>& twin) = 0;

  /// [any] How much each clip of `lengths` [B] int64 samples counts in the mean over clips [B]
  /// double: as many frames as it predicts, say. A function of length and stream alone.
  virtual torch::Tensor weights(const torch::Tensor& lengths,
                                const std::vector<std::uint64_t>& streams) const = 0;

  /// [run] The value of each clip [B], to be minimized. In evaluation it is the same whenever it is
  /// asked for.
  virtual torch::Tensor step(const Clips& clips, Step& step) = 0;

  /// [run] After every update of the encoder; `step.update` is how many there have been. Throws
  /// std::exception with a sentence where it makes no sense to go on.
  virtual void updated(const Step& step) { static_cast<void>(step); }

  /// [run] Tensors that are published beside those of the student: names as in a checkpoint of its
  /// family.
  virtual std::map<std::string, torch::Tensor> published() const { return {}; }

  Needs needs() const final { return {.targets = {TargetKind::none}, .output = false}; }
  torch::Tensor forward(const View&, const Targets&, Step&) final {
    throw std::logic_error("an objective is stepped, not called with scores");
  }
};

}  // namespace serhost

// The gradient of one effective batch: the weighted mean of the loss over all its clips, however
// many micro-batches it comes in.
//
// A loss that needs the whole batch is taken over the outputs of all micro-batches: once forward
// without a graph for the outputs, the loss's gradient with respect to them, and once more forward
// with the same random state, through which it flows back. That costs a second forward pass and
// needs the memory of one micro-batch.
#pragma once

#include <cstdint>
#include <vector>

#include "model/precision.hpp"
#include "state/global_state.hpp"
#include "train/batch.hpp"
#include "train/collective.hpp"
#include "train/composition.hpp"
#include "train/schedule.hpp"

namespace serhost::train {

/// What every micro-batch of a training shares.
struct TrainContext {
  Composition& composition;
  const Batcher& batcher;
  Collective& collective;
  model::Precision precision{};
  std::uint64_t seed = 0;  ///< the experiment's
  std::string place{};     ///< "fold 1, seed 1": for messages
  std::int64_t epochs = 1, accumulate = 1;
  bool whole_batch_by_micro = false;  ///< train.loss_batch = "micro"
  std::function<void(const std::string&, const at::Tensor&)> sink{};
  /// As the host wants it before every step.
  state::GlobalState global_state = state::GlobalState::now();
};

/// Sums over the clips of this process, so that an epoch's mean can be taken.
struct Total {
  double loss = 0.0, weight = 0.0;
  double model_seconds = 0.0;  ///< spent in forward and backward
};

/// [run] Adds the gradient to what the parameters hold: this process's part of the mean over the
/// clips of all, whose sum over processes is the gradient. Throws Error(failed) with epoch, step
/// and clips where a loss is not finite, before any backward pass that would carry it on.
Total backward(const TrainContext& context, std::vector<MicroBatch> micro,
               const Position& position);

/// Throws PluginError where LibTorch's global state is otherwise than `context` has it, which
/// nobody did whose call was looked at, and puts it right. Called before every step.
void require_global_state(const TrainContext& context, const Position& position);

/// "fold 1, seed 1", as TrainContext::place has it.
std::string place_text(std::int64_t fold, std::int64_t seed);

/// " in fold 1, seed 1, epoch 2, step 7", for messages: the context's place and the position.
std::string where(const TrainContext& context, const Position& position);

/// Throws Error(failed) with epoch, step and the clips of the batch where the norm of its gradient
/// is not finite.
void check_gradient(double norm, const TrainContext& context, const Position& position,
                    const data::Batch& clips);

/// The Step of component "backbone" or "loss" in one micro-batch, or in evaluation (`index` 0, not
/// training). `first`: where the clips begin in a micro-batch that several processes share; their
/// random numbers differ.
Step make_step(const TrainContext& context, const std::string& component, std::uint64_t index,
               const Position& position, bool training, std::size_t first = 0);

}  // namespace serhost::train

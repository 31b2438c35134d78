// Accumulation over micro-batches.
#include "train/backward.hpp"

#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "distributed/together.hpp"
#include "model/randomness.hpp"
#include "train/clock.hpp"
#include "train/forward_pass.hpp"
#include "train/gradient_reach.hpp"
#include "train/joined_outputs.hpp"
#include "train/named_faults.hpp"
#include "train/objective.hpp"

namespace serhost::train {
namespace {

/// A mean over clips: each micro-batch adds its weighted sum over the total weight of all.
Total mean_over_clips(const TrainContext& context, ForwardPass& pass,
                      std::vector<MicroBatch>& micro) {
  Total total;
  for (std::size_t m = 0; m < micro.size(); ++m) {
    if (micro[m].clips.empty()) continue;
    weigh(context.composition, micro[m], pass.streams(micro[m], m));
    total.weight += micro[m].weight.sum().item<double>();
  }
  const auto weight_of_all = distributed::sum_of(context.collective, total.weight);
  const Stopwatch watch(total.model_seconds);
  for (std::size_t m = 0; m < micro.size(); ++m) {
    auto& batch = micro[m];
    if (batch.clips.empty()) continue;
    const auto view = pass.forward(batch, m, true);
    const auto losses = pass.losses(view, batch, m);
    const auto values = pass.checked(losses, batch.clips);
    total.loss += (values * batch.weight).sum().item<double>();
    const auto sum = (losses * batch.targets.weight.to(losses.scalar_type())).sum();
    // Weights that are all zero make no gradient, rather than a division by zero.
    if (weight_of_all > 0.0) pass.back([&] { (sum / weight_of_all).backward(); });
    batch = {};
  }
  return total;
}

/// A loss over one micro-batch that is the whole batch, or is to be treated as such: the mean over
/// micro-batches, weighted by clips.
Total whole_by_micro(ForwardPass& pass, std::vector<MicroBatch>& micro) {
  Total total;
  for (const auto& batch : micro) total.weight += static_cast<double>(batch.clips.size());
  const Stopwatch watch(total.model_seconds);
  for (std::size_t m = 0; m < micro.size(); ++m) {
    auto& batch = micro[m];
    const auto view = pass.forward(batch, m, true);
    const auto loss = pass.losses(view, batch.targets, m);
    const auto clips = static_cast<double>(batch.clips.size());
    total.loss += pass.checked(loss, batch.clips).item<double>() * clips;
    pass.back([&] { (loss * (clips / total.weight)).backward(); });
    batch = {};
  }
  return total;
}

/// Of the loss with respect to the outputs, and to weights of its own: those in one process, since
/// each has the whole of it.
void back_to_outputs(const TrainContext& context, const ForwardPass& pass, const at::Tensor& loss,
                     const JoinedOutputs& all) {
  torch::autograd::variable_list inputs;
  if (context.collective.rank > 0) {
    for (const auto& leaf : {all.view.output, all.view.embedding}) {
      if (leaf.defined()) inputs.push_back(leaf);
    }
  }
  pass.back([&] { torch::autograd::backward({loss}, {}, std::nullopt, false, inputs); });
}

/// From the outputs back through the model: of the clips of `batch`, whose first is `first` of all.
void back_through_model(const TrainContext& context, const ForwardPass& pass, const View& view,
                        const JoinedOutputs& all, std::int64_t first, const MicroBatch& batch,
                        const Position& position) {
  const auto size = static_cast<std::int64_t>(batch.clips.size());
  torch::autograd::variable_list roots, gradients;
  const auto add = [&](const at::Tensor& root, const at::Tensor& leaf) {
    if (!root.defined() || !root.requires_grad() || !leaf.grad().defined()) return;
    roots.push_back(root);
    gradients.push_back(leaf.grad().narrow(0, first, size));
  };
  add(view.output, all.view.output);
  add(view.embedding, all.view.embedding);
  if (roots.empty() && all.have_gradient())
    no_gradient_leads_back(context.composition, where(context, position));
  if (!roots.empty()) pass.back([&] { torch::autograd::backward(roots, gradients); });
}

/// As `whole_by_micro`, where each process has a part of every micro-batch.
Total whole_by_micro_of_all(const TrainContext& context, ForwardPass& pass,
                            std::vector<MicroBatch>& micro, const Position& position) {
  Total total;
  double clips_in_all = 0.0;
  for (const auto& batch : micro) {
    total.weight += static_cast<double>(batch.clips.size());
    clips_in_all += static_cast<double>(clips_of_all(batch));
  }
  const Stopwatch watch(total.model_seconds);
  for (std::size_t m = 0; m < micro.size(); ++m) {
    auto& batch = micro[m];
    const bool any = !batch.clips.empty();
    const auto view = any ? pass.forward(batch, m, true) : View{};
    const auto all = joined_outputs(context.collective, {view}, {&batch}, context.batcher.device());
    const auto loss = pass.losses(all.view, all.targets, m);
    total.loss +=
        pass.checked(loss, all.clips).item<double>() * static_cast<double>(batch.clips.size());
    const auto share = static_cast<double>(all.clips.size()) / clips_in_all;
    back_to_outputs(context, pass, loss * share, all);
    const auto first = static_cast<std::int64_t>(batch.first);
    if (any) back_through_model(context, pass, view, all, first, batch, position);
    batch = {};
  }
  return total;
}

/// The outputs of all micro-batches, without a graph behind them.
JoinedOutputs gather(const TrainContext& context, ForwardPass& pass,
                     const std::vector<MicroBatch>& micro) {
  const at::NoGradGuard no_graph;
  std::vector<View> views;
  std::vector<const MicroBatch*> parts;
  for (std::size_t m = 0; m < micro.size(); ++m) {
    views.push_back(micro[m].clips.empty() ? View{} : pass.forward(micro[m], m, false));
    views.back().frames = at::Tensor();
    parts.push_back(&micro[m]);
  }
  return joined_outputs(context.collective, views, parts, context.batcher.device());
}

Total whole_across_micro(const TrainContext& context, ForwardPass& pass,
                         std::vector<MicroBatch>& micro, const Position& position) {
  Total total;
  const Stopwatch watch(total.model_seconds);
  // Running statistics must move once, not twice, although the model runs twice.
  std::vector<std::pair<at::Tensor, at::Tensor>> before;
  for (const auto& [name, buffer] : context.composition.buffers())
    before.emplace_back(buffer, buffer.clone());
  const auto all = gather(context, pass, micro);
  {
    const at::NoGradGuard no_graph;
    for (auto& [buffer, value] : before) buffer.copy_(value);
  }
  const auto loss = pass.losses(all.view, all.targets, 0);
  for (const auto& batch : micro) total.weight += static_cast<double>(batch.clips.size());
  total.loss = pass.checked(loss, all.clips).item<double>() * total.weight;
  back_to_outputs(context, pass, loss, all);
  std::size_t first = 0;
  for (std::size_t m = 0; m < micro.size(); ++m) {
    const auto clips = clips_of_all(micro[m]);
    if (!micro[m].clips.empty()) {
      const auto view = pass.forward(micro[m], m, true);
      back_through_model(context, pass, view, all,
                         static_cast<std::int64_t>(first + micro[m].first), micro[m], position);
    }
    first += clips;
    micro[m] = {};
  }
  return total;
}

}  // namespace

std::string place_text(std::int64_t fold, std::int64_t seed) {
  return "fold " + std::to_string(fold) + ", seed " + std::to_string(seed);
}

std::string where(const TrainContext& context, const Position& position) {
  return " in " + context.place + ", epoch " + std::to_string(position.epoch + 1) + ", step " +
         std::to_string(position.update + 1);
}

void require_global_state(const TrainContext& context, const Position& position) {
  const auto changed = context.global_state.put_right();
  if (changed.empty()) return;
  throw PluginError("LibTorch's global state was changed between two steps" +
                        where(context, position) +
                        ", outside of any call into a plugin: " + changed +
                        "; a thread that a plugin or a library of its started may have "
                        "done so",
                    Exit::failed);
}

void check_gradient(double norm, const TrainContext& context, const Position& position,
                    const data::Batch& clips) {
  if (std::isfinite(norm)) return;
  throw Error(Exit::failed,
              "the gradient is not finite" + where(context, position) +
                  ", although the loss is, for the batch " + context.batcher.keys(clips) +
                  "; try a smaller train.optimizer.lr, or check the loss's derivative");
}

Step make_step(const TrainContext& context, const std::string& component, std::uint64_t index,
               const Position& position, bool training, std::size_t first) {
  Step step;
  step.epoch = position.epoch;
  step.epochs = context.epochs;
  step.update = position.update;
  step.updates = position.updates;
  step.training = training;
  const auto random =
      stream_seed(context.seed, (training ? "random/" : "evaluation/") + component, index);
  step.random = model::make_generator(first == 0 ? random : stream_seed(random, "slice", first));
  step.sink = context.sink;
  return step;
}

Total backward(const TrainContext& context, std::vector<MicroBatch> micro,
               const Position& position) {
  ForwardPass pass(context, position);
  const bool whole = context.composition.needs().whole_batch;
  Total total;
  try {
    const bool by_micro = micro.size() == 1 || context.whole_batch_by_micro;
    total = !whole                         ? mean_over_clips(context, pass, micro)
            : !by_micro                    ? whole_across_micro(context, pass, micro, position)
            : context.collective.size == 1 ? whole_by_micro(pass, micro)
                                           : whole_by_micro_of_all(context, pass, micro, position);
  } catch (const c10::Error&) {  // the host's arithmetic with what plugins gave
    rethrow_named(context.composition, "the training step", where(context, position));
  }
  return total;
}

}  // namespace serhost::train

// One update: gradient, bound, step, hooks.
#include "train/trainer.hpp"

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include <limits>

#include "train/clock.hpp"
#include "train/objective.hpp"
#include "train/shared_tensors.hpp"

namespace serhost::train {

Trainer::Trainer(const TrainContext& context, const config::TrainTable& table)
    : context_(context),
      table_(table),
      schedule_(make_schedule(table.schedule)),
      optimizer_(table.optimizer, context.composition.groups(table.optimizer.layer_decay)) {
  if (context.composition.objective() == nullptr) return;
  after_update([this](const Position& done) { tell_updated(context_, done); });
}

void Trainer::sum_gradients() {
  if (context_.collective.size == 1) return;
  // By name, hence in the same order in every process.
  std::vector<at::Tensor> gradients;
  for (auto& [name, parameter] : context_.composition.parameters()) {
    if (!parameter.requires_grad()) continue;
    if (!parameter.grad().defined()) parameter.mutable_grad() = at::zeros_like(parameter);
    gradients.push_back(parameter.mutable_grad());
  }
  sum_over_processes(context_.collective, gradients);
}

void Trainer::sum_totals(Total& total) {
  if (context_.collective.size == 1) return;
  auto sums = at::tensor({total.loss, total.weight}, at::kDouble);
  context_.collective.all_reduce(sums);
  total.loss = sums[0].item<double>();
  total.weight = sums[1].item<double>();
}

void Trainer::share_buffers() {
  if (context_.collective.size == 1) return;
  std::vector<at::Tensor> buffers;
  for (const auto& [name, buffer] : context_.composition.buffers()) buffers.push_back(buffer);
  take_from_first(context_.collective, buffers);
}

void Trainer::follow_gradient(UpdateResult& out, const Position& position) {
  if (reach_.done() || out.total.weight <= 0.0) return;
  reach_.look(context_.composition, where(context_, position));
  const bool last = reach_.done() || position.update + 1 == position.updates;
  if (last) out.unreached = reach_.sentence();
}

UpdateResult Trainer::update(std::vector<MicroBatch> micro, const Position& position) {
  UpdateResult out;
  require_global_state(context_, position);
  optimizer_.zero_grad();
  data::Batch clips;
  for (const auto& batch : micro) clips.insert(clips.end(), batch.clips.begin(), batch.clips.end());
  out.total = backward(context_, std::move(micro), position);
  {
    const Stopwatch watch(out.total.model_seconds);
    const bool first = !reach_.done();
    follow_gradient(out, position);
    sum_gradients();
    // Looked at in every step: an optimizer would carry one bad value into every weight.
    out.gradient_norm = optimizer_.clip(
        table_.clip_norm > 0.0 ? table_.clip_norm : std::numeric_limits<double>::infinity());
    check_gradient(out.gradient_norm, context_, position, clips);
    if (first && out.total.weight > 0.0) {
      reach_.look_at_sums(context_.composition);
      reach_.measured(out.gradient_norm, where(context_, position));
      out.dead = reach_.dead_sentence();
    }
    const auto rate = [&](double base) {
      return schedule_->learning_rate(base, table_.optimizer.lr, position);
    };
    out.lr = rate(table_.optimizer.lr);
    optimizer_.step(rate, schedule_->momentum(position));
    sum_totals(out.total);
    share_buffers();
    for (const auto& hook : hooks_) hook(position);
  }
  return out;
}

}  // namespace serhost::train

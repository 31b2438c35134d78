// The same noise and targets at every call, whatever the machine.
#include "train/made_up.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "model/randomness.hpp"
#include "tasks/registry.hpp"
#include "tasks/targets.hpp"

namespace serhost::train {
namespace {

FoldTask task_of(const config::Experiment& experiment, const data::Manifest& known) {
  const auto no_clips = data::without_clips(known);
  FoldTask out;
  out.rules = tasks::make(experiment, no_clips);
  out.values = out.rules->description(no_clips, {});
  std::fill(out.values.train_counts.begin(), out.values.train_counts.end(), 10);
  return out;
}

}  // namespace

MadeUp::MadeUp(const config::Experiment& experiment, const host::Registry& registry,
               const data::Manifest& known, const c10::Device& where)
    : task(task_of(experiment, known)),
      composition(composer_of(experiment, registry, {})(task, 1)),
      device(where) {
  composition.to(device);
}

Targets MadeUp::targets(std::int64_t clips) const {
  auto out = task.rules->example_targets(clips);
  out.weight = at::ones({clips}, at::kFloat);
  out.speaker = at::arange(clips, at::kLong);
  out.corpus = at::zeros({clips}, at::kLong);
  return tasks::on_device(std::move(out), device);
}

Sequence noise_of(const model::Chain& chain, const std::vector<std::int64_t>& lengths,
                  const c10::Device& device) {
  const auto longest = *std::max_element(lengths.begin(), lengths.end());
  auto generator = model::make_generator(1);
  std::vector<std::int64_t> shape{static_cast<std::int64_t>(lengths.size()), longest};
  if (!chain.input().waveform) shape.push_back(chain.adapters().front()->width());
  auto values = at::rand(shape, generator, at::TensorOptions(at::kFloat)).mul_(0.2).sub_(0.1);
  for (std::size_t i = 0; i < lengths.size(); ++i)
    values[static_cast<std::int64_t>(i)].narrow(0, lengths[i], longest - lengths[i]).zero_();
  return {values.to(device), at::tensor(lengths), {}, {}};
}

}  // namespace serhost::train

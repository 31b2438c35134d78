// Batches for losses.
#include "testing/loss_batch.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <torch/nn/module.h>

#include <limits>
#include <numeric>

namespace serhost::conformance {
namespace {

constexpr std::int64_t kFrames = 5, kWidth = 4;

}  // namespace

const char* name_of(TargetKind kind) {
  switch (kind) {
    case TargetKind::label:
      return "label";
    case TargetKind::soft:
      return "soft";
    case TargetKind::dimensions:
      return "dimensions";
    case TargetKind::units:
      return "units";
    case TargetKind::none:
      return "none";
    case TargetKind::multi_hot:
      return "multi-hot";
  }
  return "unknown";
}

Task class_task() {
  Task task;
  task.classes = {"a", "b", "c"};
  task.train_counts = {10, 10, 10};
  task.train_clips = 20;
  task.embedding_width = 8;
  return task;
}

Task rating_task() {
  Task task;
  task.dimensions = {{"valence", 1.0, 5.0}, {"arousal", 1.0, 5.0}};
  task.embedding_width = 8;
  return task;
}

Step step_of(bool training, std::uint64_t seed) {
  Step made;
  made.updates = 10;
  made.epochs = 10;
  made.training = training;
  made.random = at::detail::createCPUGenerator(seed);
  return made;
}

Batch random_batch(const LossSetting& setting, std::uint64_t seed, std::int64_t clips,
                   at::ScalarType type) {
  auto random = at::detail::createCPUGenerator(seed);
  const auto real = at::TensorOptions().dtype(
      at::kDouble);  // drawn in double, so that both precisions see the same numbers
  const auto whole = at::TensorOptions().dtype(at::kLong);
  const auto classes = setting.classes(), dimensions = setting.dimensions();
  const bool rated = setting.kind == TargetKind::dimensions;
  Batch batch;
  if (setting.needs.output)
    batch.view.output = at::randn({clips, rated ? dimensions : classes}, random, real).to(type);
  if (setting.needs.embedding)
    batch.view.embedding =
        at::randn({clips, setting.one.task.embedding_width}, random, real).to(type);
  batch.view.frames = at::randn({clips, kFrames, kWidth}, random, real).to(type);
  batch.view.lengths =
      at::tensor(std::vector<std::int64_t>(static_cast<std::size_t>(clips), kFrames), at::kLong);
  auto& targets = batch.targets;
  switch (setting.kind) {
    case TargetKind::label:
      targets.label = at::arange(clips, whole).remainder(classes);
      break;
    case TargetKind::soft:
      targets.soft = at::softmax(at::randn({clips, classes}, random, real), 1).to(type);
      break;
    case TargetKind::units:
      targets.units = at::randint(classes, {clips, kFrames}, random, whole);
      break;
    case TargetKind::dimensions:
      targets.dimensions = (1.0 + 4.0 * at::rand({clips, dimensions}, random, real)).to(type);
      break;
    case TargetKind::multi_hot:
      targets.multi_hot = at::rand({clips, classes}, random, real).gt(0.5).to(type);
      break;
    case TargetKind::none:
      break;
  }
  targets.weight = at::ones({clips}, at::TensorOptions().dtype(type));
  targets.speaker = at::arange(clips, whole).remainder(3);
  targets.corpus = at::arange(clips, whole).remainder(2);
  return batch;
}

Batch chosen(const Batch& from, const std::vector<std::int64_t>& index) {
  const auto rows = at::tensor(index, at::kLong);
  const auto pick = [&](const at::Tensor& all) {
    return all.defined() ? all.index_select(0, rows) : all;
  };
  const auto& view = from.view;
  const auto& targets = from.targets;
  return {
      {pick(view.output), pick(view.embedding), pick(view.frames), pick(view.lengths)},
      {pick(targets.label), pick(targets.soft), pick(targets.dimensions), pick(targets.units),
       pick(targets.weight), pick(targets.speaker), pick(targets.corpus), pick(targets.multi_hot)}};
}

at::Tensor forward(Loss& loss, const Batch& batch, bool training, std::uint64_t seed) {
  auto where = step_of(training, seed);
  return loss.forward(batch.view, batch.targets, where);
}

std::vector<std::pair<std::string, at::Tensor View::*>> leaves(const Needs& needs) {
  std::vector<std::pair<std::string, at::Tensor View::*>> all;
  if (needs.output) all.emplace_back("output", &View::output);
  if (needs.embedding) all.emplace_back("embedding", &View::embedding);
  return all;
}

void expect_finite(Verdict& verdict, Loss& loss, Batch batch, const Needs& needs,
                   const std::string& what) {
  for (const auto& [name, leaf] : leaves(needs))
    batch.view.*leaf = (batch.view.*leaf).detach().clone().requires_grad_(true);
  const auto values = forward(loss, batch);
  if (!at::isfinite(values).all().item().toBool()) {
    verdict.fail(what + ": the value is not finite");
    return;
  }
  if (!values.requires_grad()) return;  // that is another check's business
  values.sum().backward();
  for (const auto& [name, leaf] : leaves(needs)) {
    const auto& gradient = (batch.view.*leaf).grad();
    if (gradient.defined() && !at::isfinite(gradient).all().item().toBool()) {
      verdict.fail(what + ": the gradient of " + name + " is not finite, although the value is");
    }
  }
}

double distance(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes()) return std::numeric_limits<double>::infinity();
  if (a.numel() == 0) return 0.0;
  const auto most =
      (a.detach().to(at::kDouble) - b.detach().to(at::kDouble)).abs().max().item().toDouble();
  return most == most ? most : std::numeric_limits<double>::infinity();
}

torch::nn::Module* module_of(Loss& loss) { return dynamic_cast<torch::nn::Module*>(&loss); }

std::vector<std::int64_t> counted(std::int64_t n) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

}  // namespace serhost::conformance

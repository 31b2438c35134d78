// What every loss promises, in fp64, where a wrong gradient cannot hide behind rounding.
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

#include <algorithm>
#include <cmath>

#include <serhost/testing.hpp>

namespace serhost::testing {
namespace {

constexpr std::int64_t kClips = 6, kFrames = 5, kFrameWidth = 4;

struct Batch {
  View view;
  Targets targets;
};

const char* name_of(TargetKind kind) {
  switch (kind) {
    case TargetKind::label: return "label";
    case TargetKind::soft: return "soft";
    case TargetKind::dimensions: return "dimensions";
    case TargetKind::units: return "units";
    case TargetKind::none: return "none";
  }
  return "unknown";
}

/// A task of classes has no ratings and the other way round.
bool fits(TargetKind kind, const Task& task) {
  if (kind == TargetKind::none) return true;
  return kind == TargetKind::dimensions ? !task.dimensions.empty() : !task.classes.empty();
}

/// A batch that holds targets of one kind alone, as the host gives them.
Batch random_batch(const Needs& needs, const Task& task, TargetKind kind) {
  auto random = at::detail::createCPUGenerator(11);
  const auto real = at::TensorOptions().dtype(at::kDouble);
  const auto whole = at::TensorOptions().dtype(at::kLong);
  const auto classes = static_cast<std::int64_t>(task.classes.size());
  const auto dimensions = static_cast<std::int64_t>(task.dimensions.size());
  Batch batch;
  if (needs.output) batch.view.output = at::randn({kClips, kind == TargetKind::dimensions ? dimensions : classes}, random, real);
  if (needs.embedding) batch.view.embedding = at::randn({kClips, task.embedding_width}, random, real);
  batch.view.frames = at::randn({kClips, kFrames, kFrameWidth}, random, real);
  batch.view.lengths = at::tensor(std::vector<std::int64_t>(kClips, kFrames), at::kLong);
  if (kind == TargetKind::label) batch.targets.label = at::arange(kClips, whole).remainder(classes);
  if (kind == TargetKind::soft) batch.targets.soft = at::softmax(at::randn({kClips, classes}, random, real), 1);
  if (kind == TargetKind::units) batch.targets.units = at::randint(classes, {kClips, kFrames}, random, whole);
  if (kind == TargetKind::dimensions) batch.targets.dimensions = at::rand({kClips, dimensions}, random, real);
  batch.targets.weight = at::ones({kClips}, real);
  batch.targets.speaker = at::arange(kClips, whole).remainder(3);
  batch.targets.corpus = at::arange(kClips, whole).remainder(2);
  return batch;
}

/// The clips `index` [n] of the batch.
Batch chosen(const Batch& from, const at::Tensor& index) {
  const auto pick = [&](const at::Tensor& all) { return all.defined() ? all.index_select(0, index) : all; };
  Batch batch;
  batch.view = {pick(from.view.output), pick(from.view.embedding), pick(from.view.frames), pick(from.view.lengths)};
  batch.targets = {pick(from.targets.label),  pick(from.targets.soft),    pick(from.targets.dimensions), pick(from.targets.units),
                   pick(from.targets.weight), pick(from.targets.speaker), pick(from.targets.corpus)};
  return batch;
}

at::Tensor forward(Loss& loss, const Batch& batch) {
  auto where = step(/*training=*/true);  // the same random numbers in each call
  return loss.forward(batch.view, batch.targets, where);
}

double distance(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item().toDouble(); }

/// Compares autograd with central differences at every coordinate of `leaf`, a tensor of the batch's view.
void expect_gradient(Loss& loss, Batch batch, at::Tensor View::*leaf, const char* name) {
  constexpr double kStep = 1e-6, kTolerance = 1e-5;
  auto point = (batch.view.*leaf).detach().clone().requires_grad_(true);
  batch.view.*leaf = point;
  const auto total = forward(loss, batch).sum();
  ASSERT_TRUE(total.requires_grad()) << "no gradient reaches " << name;
  total.backward();
  ASSERT_TRUE(point.grad().defined()) << "no gradient reaches " << name;
  EXPECT_TRUE(at::isfinite(point.grad()).all().item().toBool()) << "gradient of " << name;
  EXPECT_GT(point.grad().abs().max().item().toDouble(), 0.0) << "no gradient reaches " << name;
  const auto flat = point.detach().clone();
  batch.view.*leaf = flat;
  auto* const coordinates = flat.data_ptr<double>();
  const auto gradient = point.grad().contiguous();
  for (std::int64_t i = 0; i < flat.numel(); ++i) {
    const double middle = coordinates[i];
    coordinates[i] = middle + kStep;
    const double above = forward(loss, batch).sum().item().toDouble();
    coordinates[i] = middle - kStep;
    const double below = forward(loss, batch).sum().item().toDouble();
    coordinates[i] = middle;
    const double expected = (above - below) / (2 * kStep);
    const double found = gradient.data_ptr<double>()[i];
    EXPECT_NEAR(found, expected, kTolerance * std::max(1.0, std::abs(expected))) << "gradient of " << name << " at coordinate " << i;
  }
}

void expect_no_company(Loss& loss, const Batch& batch, const at::Tensor& values) {
  const auto backwards = at::arange(kClips - 1, -1, -1, at::TensorOptions().dtype(at::kLong));
  EXPECT_LT(distance(forward(loss, chosen(batch, backwards)), values.index_select(0, backwards)), 1e-9) << "the order of the batch matters";
  for (std::int64_t i = 0; i < kClips; ++i) {
    const auto alone = at::arange(i, i + 1, at::TensorOptions().dtype(at::kLong));
    EXPECT_LT(distance(forward(loss, chosen(batch, alone)), values.index_select(0, alone)), 1e-9) << "clip " << i << " alone differs";
  }
}

/// One value over the whole batch, whatever its order, and finite for a single clip, too.
void expect_whole(Loss& loss, const Batch& batch, const at::Tensor& value) {
  ASSERT_EQ(value.dim(), 0) << "a loss over the whole batch gives one value";
  const auto backwards = at::arange(kClips - 1, -1, -1, at::TensorOptions().dtype(at::kLong));
  EXPECT_LT(distance(forward(loss, chosen(batch, backwards)), value), 1e-9) << "the order of the batch matters";
  const auto alone = forward(loss, chosen(batch, at::arange(1, at::TensorOptions().dtype(at::kLong))));
  EXPECT_TRUE(at::isfinite(alone).all().item().toBool()) << "a batch of one";
}

void expect_scores(Loss& loss, const Batch& batch, const Needs& needs, const Task& task) {
  const auto scores = loss.scores(batch.view);
  ASSERT_EQ(scores.dim(), 2) << "scores are [B, C]";
  EXPECT_EQ(scores.size(0), kClips);
  EXPECT_EQ(scores.size(1), needs.output ? batch.view.output.size(1) : static_cast<std::int64_t>(task.classes.size()));
  EXPECT_TRUE(at::isfinite(scores).all().item().toBool());
}

void expect_conforms_with(TargetKind kind, Loss& loss, const Task& task) {
  const auto needs = loss.needs();
  const auto batch = random_batch(needs, task, kind);
  const auto before = chosen(batch, at::arange(kClips, at::TensorOptions().dtype(at::kLong)));
  const auto values = forward(loss, batch).detach();
  EXPECT_TRUE(at::isfinite(values).all().item().toBool());
  if (needs.whole_batch) {
    expect_whole(loss, batch, values);
  } else {
    ASSERT_EQ(values.sizes(), at::IntArrayRef({kClips})) << "one value a clip";
    expect_no_company(loss, batch, values);
  }
  if (needs.output) expect_gradient(loss, batch, &View::output, "output");
  if (needs.embedding) expect_gradient(loss, batch, &View::embedding, "embedding");
  expect_scores(loss, batch, needs, task);
  if (needs.output) {
    EXPECT_EQ(distance(batch.view.output, before.view.output), 0.0) << "the loss changed its input";
  }
  if (needs.embedding) {
    EXPECT_EQ(distance(batch.view.embedding, before.view.embedding), 0.0) << "the loss changed its input";
  }
}

}  // namespace

void expect_conforms(Loss& loss, const Task& task) {
  if (auto* const module = dynamic_cast<torch::nn::Module*>(&loss)) module->to(at::kDouble);
  std::size_t checked = 0;
  for (const auto kind : loss.needs().targets) {
    if (!fits(kind, task)) continue;
    SCOPED_TRACE(std::string("targets: ") + name_of(kind));
    expect_conforms_with(kind, loss, task);
    ++checked;
  }
  EXPECT_GT(checked, 0u) << "the loss takes no target that this task has";
}

}  // namespace serhost::testing

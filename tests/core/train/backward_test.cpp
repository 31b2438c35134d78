// Accumulation: an effective batch in parts gives the gradient of the whole.
#include "train/backward.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <gmock/gmock.h>
#include <torch/nn/modules/batchnorm.h>

#include <functional>
#include <stdexcept>
#include <utility>

#include "core/train/effective_batch.hpp"

namespace serhost::train {
namespace {

using effective_batch::expect_same;
using effective_batch::gradients;
using effective_batch::head_without_dropout;
using effective_batch::load;
using effective_batch::Result;
using effective_batch::task;
using fakes::composer;

Composer cross_entropy() {
  return composer([](const Task&) { return std::make_shared<fakes::CrossEntropy>(); },
                  head_without_dropout());
}
Composer spread() {
  return composer([](const Task&) { return std::make_shared<fakes::Spread>(); },
                  head_without_dropout());
}

TEST(Accumulation, GivesTheGradientOfOneBigBatchWhateverThePartsAre) {
  const auto whole = gradients(cross_entropy(), {{0, 1, 2, 3, 4}});
  expect_same(whole, gradients(cross_entropy(), {{0, 1}, {2, 3}, {4}}));
  expect_same(whole, gradients(cross_entropy(), {{0}, {1, 2, 3, 4}}));
}

TEST(Accumulation, TakesTheWeightedMeanOverTheEffectiveBatch) {
  const std::vector<double> weights = {0.5, 3.0};
  const auto whole = gradients(cross_entropy(), {{0, 1, 2, 4}}, weights);
  EXPECT_DOUBLE_EQ(whole.total.weight, 3 * 0.5 + 3.0);
  expect_same(whole, gradients(cross_entropy(), {{0, 1}, {2, 4}}, weights));
}

TEST(Accumulation, MakesNoGradientOutOfWeightsThatAreAllZero) {
  const auto manifest = fakes::up_and_down(8);
  auto composition = cross_entropy()(task(), 3);
  const auto rules = task().rules;
  const Batcher batcher(manifest, *rules, {0.0, 0.0}, at::kCPU);
  Collective alone;
  const TrainContext context{
      .composition = composition, .batcher = batcher, .collective = alone, .seed = 3};
  std::vector<MicroBatch> micro;
  micro.push_back(batcher.make(load(manifest, {0, 1})));
  backward(context, std::move(micro), {0, 10, 0});
  EXPECT_FALSE(composition.parameters().at("head.output.weight").grad().defined());
}

/// The loss of clips 0, 1 and 2, mixed with 1, 2 and 0 by these shares of their own.
Result mixed(const std::vector<double>& shares, const std::vector<double>& weights,
             std::vector<std::size_t> partners = {1, 2, 0}) {
  const auto manifest = fakes::up_and_down(8);
  auto composition = cross_entropy()(task(), 3);
  composition.train(true);
  const auto rules = task().rules;
  const Batcher batcher(manifest, *rules, weights, at::kCPU);
  Collective alone;
  const TrainContext context{
      .composition = composition, .batcher = batcher, .collective = alone, .seed = 3};
  auto loaded = load(manifest, {0, 1, 2});
  loaded.partners = std::move(partners);
  loaded.shares = shares;
  std::vector<MicroBatch> micro;
  micro.push_back(batcher.make(std::move(loaded)));
  Result out;
  out.total = backward(context, std::move(micro), {0, 10, 0});
  for (const auto& [name, parameter] : composition.parameters())
    out.gradients[name] = parameter.grad().clone();
  return out;
}

TEST(MixedClips, WithTheirOwnTargetsAloneAreAsTheyWere) {
  const std::vector<double> weights = {0.5, 3.0};
  const auto plain = gradients(cross_entropy(), {{0, 1, 2}}, weights);
  expect_same(plain, mixed({1.0, 1.0, 1.0}, weights));
  expect_same(plain, mixed({0.3, 0.6, 0.0}, weights, {0, 1, 2}));
}

// Sums of weighted losses are linear in the shares, and so are their gradients: a quarter of what
// the own targets give and three quarters of what the partners' give.
TEST(MixedClips, CountByTheirSharesAndTheWeightsOfBothClasses) {
  const std::vector<double> weights = {0.5, 3.0};
  const auto own = mixed({1.0, 1.0, 1.0}, weights), other = mixed({0.0, 0.0, 0.0}, weights),
             both = mixed({0.25, 0.25, 0.25}, weights);
  EXPECT_NEAR(both.total.loss, 0.25 * own.total.loss + 0.75 * other.total.loss, 1e-6);
  EXPECT_NEAR(both.total.weight, 0.25 * own.total.weight + 0.75 * other.total.weight, 1e-9);
  for (const auto& [name, gradient] : both.gradients) {
    const auto sum = 0.25 * own.total.weight * own.gradients.at(name) +
                     0.75 * other.total.weight * other.gradients.at(name);
    EXPECT_TRUE(at::allclose(gradient * both.total.weight, sum, 1e-4, 1e-6)) << name;
  }
}

TEST(WholeBatchLoss, IsTakenOverAllMicroBatchesTogether) {
  const auto whole = gradients(spread(), {{0, 1, 2, 3, 4, 6}});
  expect_same(whole, gradients(spread(), {{0, 1}, {2, 3, 4}, {6}}));
}

TEST(WholeBatchLoss, IsAnotherOneWhereMicroBatchesAreTakenApart) {
  const auto whole = gradients(spread(), {{0, 1, 2, 3}});
  const auto apart = gradients(spread(), {{0, 1}, {2, 3}}, {1.0, 1.0}, true);
  EXPECT_FALSE(at::allclose(whole.gradients.at("head.output.weight"),
                            apart.gradients.at("head.output.weight"), 1e-3, 1e-5));
}

TEST(WholeBatchLoss, SeesTheSameDropoutInBothPasses) {
  auto head = fakes::small_head();
  head.dropout = 0.5;
  const auto compose =
      composer([](const Task&) { return std::make_shared<fakes::Spread>(); }, head);
  const auto two_passes = gradients(compose, {{0, 1, 2}, {3, 4, 5}});

  // The same by one graph over both micro-batches, seeded as the trainer seeds them.
  const auto manifest = fakes::up_and_down(8);
  auto composition = compose(task(), 3);
  composition.train(true);
  const auto rules = task().rules;
  const Batcher batcher(manifest, *rules, {1.0, 1.0}, at::kCPU);
  std::vector<at::Tensor> outputs, embeddings, labels;
  Step step;
  for (std::size_t m = 0; m < 2; ++m) {
    const auto batch =
        batcher.make(load(manifest, m == 0 ? data::Batch{0, 1, 2} : data::Batch{3, 4, 5}));
    model::seed_default_generators(stream_seed(3, "dropout", m));
    const auto view = composition.model().forward(batch.audio, step);
    outputs.push_back(view.output);
    embeddings.push_back(view.embedding);
    labels.push_back(batch.targets.label);
  }
  View view;
  view.output = at::cat(outputs);
  view.embedding = at::cat(embeddings);
  Targets targets;
  targets.label = at::cat(labels);
  composition.losses(view, targets, step).backward();
  for (const auto& [name, parameter] : composition.parameters()) {
    EXPECT_TRUE(at::allclose(parameter.grad(), two_passes.gradients.at(name), 1e-4, 1e-6)) << name;
  }
}

TEST(WholeBatchLoss, MovesRunningStatisticsOnceAlthoughTheModelRunsTwice) {
  struct Normed : fakes::Framed {
    Normed() : norm(register_module("norm", torch::nn::BatchNorm1d(3))) {}
    Sequence forward(const Sequence& in, Step& step) override {
      auto out = fakes::Framed::forward(in, step);
      out.values = norm->forward(out.values.transpose(1, 2)).transpose(1, 2);
      return out;
    }
    torch::nn::BatchNorm1d norm;
  };
  const auto normed = std::make_shared<Normed>();
  const auto model =
      std::make_shared<model::Model>(std::vector{fakes::adapter(normed)}, head_without_dropout());
  Composition composition(model, std::make_shared<fakes::Spread>(), {"loss 'fake'", "fake.so"},
                          task(), 1);
  composition.train(true);
  const auto manifest = fakes::up_and_down(8);
  const auto rules = task().rules;
  const Batcher batcher(manifest, *rules, {1.0, 1.0}, at::kCPU);
  std::vector<MicroBatch> micro;
  micro.push_back(batcher.make(load(manifest, {0, 1})));
  micro.push_back(batcher.make(load(manifest, {2, 3})));
  Collective alone;
  backward({.composition = composition,
            .batcher = batcher,
            .collective = alone,
            .seed = 1,
            .accumulate = 2},
           std::move(micro), {0, 1, 0});
  EXPECT_EQ(normed->norm->num_batches_tracked.item<std::int64_t>(), 2);
}

TEST(InitialWeights, OfTheBackboneAreTheSameForEveryLoss) {
  auto a = cross_entropy()(task(), 7);
  auto b =
      composer([](const Task& t) { return std::make_shared<fakes::OwnLayer>(t.embedding_width); },
               fakes::small_head())(task(), 7);
  EXPECT_TRUE(at::equal(a.parameters().at("backbone.0.model.linear.weight"),
                        b.parameters().at("backbone.0.model.linear.weight")));
  EXPECT_TRUE(at::equal(a.parameters().at("head.hidden0.weight"),
                        b.parameters().at("head.hidden0.weight")));
  EXPECT_TRUE(b.parameters().contains("loss.linear.weight"));
}

}  // namespace
}  // namespace serhost::train

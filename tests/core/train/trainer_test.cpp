// The trainer alone: batches to updates, with no fold around it.
#include "train/trainer.hpp"

#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <gmock/gmock.h>

#include "core/train/fixtures.hpp"
#include "core/train/trained.hpp"

namespace serhost::train {
namespace {

void expect_same_bits(const Trained& a, const Trained& b) {
  const auto theirs = b.composition.parameters();
  for (const auto& [name, parameter] : a.composition.parameters())
    EXPECT_TRUE(at::equal(parameter, theirs.at(name))) << name;
}

TEST(Trainer, LearnsFromBatchesAlone) {
  Collective alone;
  Trained one(alone);
  const auto losses = one.run(60);
  EXPECT_LT(losses.back(), 0.3 * losses.front());
  EXPECT_DOUBLE_EQ(one.rates[0], 0.02) << "the schedule goes by the position";
  EXPECT_NEAR(one.rates[30], 0.01, 1e-12);
}

TEST(Trainer, TellsItsHooksAfterEveryUpdateInOrder) {
  Collective alone;
  Trained one(alone), plain(alone);
  auto weight = one.composition.parameters().at("head.output.weight");
  auto before = weight.detach().clone();
  auto average = before.clone();  // what a teacher does
  std::vector<std::int64_t> updates;
  std::vector<std::string> order;
  one.trainer.after_update([&](const Position& done) {
    updates.push_back(done.update);
    EXPECT_EQ(done.updates, 6);
    EXPECT_EQ(done.epoch, done.update / 4);
    EXPECT_FALSE(at::equal(weight, before)) << "the parameters have moved by now";
    before = weight.detach().clone();
    average = average * 0.9 + weight.detach() * 0.1;
    order.push_back("first");
  });
  one.trainer.after_update([&](const Position&) { order.push_back("second"); });
  one.run(6);
  EXPECT_THAT(updates, testing::ElementsAre(0, 1, 2, 3, 4, 5));
  ASSERT_EQ(order.size(), 12U);
  EXPECT_EQ(order[0], "first");
  EXPECT_EQ(order[1], "second");
  EXPECT_FALSE(at::equal(average, weight)) << "it lags behind";
  plain.run(6);
  expect_same_bits(one, plain);  // a hook that looks changes nothing
}

TEST(Trainer, LeavesEveryParameterWhereTheLossIsNotFinite) {
  Collective alone;
  Trained one(alone, "fp32", std::make_shared<fakes::TurnsToNan>());
  int told = 0;
  one.trainer.after_update([&](const Position&) { ++told; });
  EXPECT_THAT(fakes::message_of([&] { one.run(5); }),
              testing::AllOf(testing::HasSubstr("the loss is nan in a test, epoch 1, step 3"),
                             testing::HasSubstr("c09")));
  EXPECT_EQ(told, 2) << "not after the update that was not made";
  for (const auto& [name, parameter] : one.composition.parameters())
    EXPECT_TRUE(parameter.isfinite().all().item<bool>()) << name;
}

/// `size` processes that all do the same.
struct Alike : Collective {
  explicit Alike(int processes) : Collective(0, processes) {}
  void all_reduce(at::Tensor& values) override {
    ++calls;
    values.mul_(size);
  }
  int calls = 0;
};

TEST(Collectives, OfSizeOneChangeNothingAndAreNotAsked) {
  Collective alone;
  Alike one_process(1);
  Trained a(alone), b(one_process);
  EXPECT_EQ(a.run(5), b.run(5));
  expect_same_bits(a, b);
  EXPECT_EQ(one_process.calls, 0);
}

TEST(Collectives, SumTheGradientsOfAllProcesses) {
  Collective alone;
  Alike two_processes(2);
  Trained a(alone), b(two_processes);
  // Twice the clips with the same clips twice: the mean over them is the same, to the bit since
  // two is a power of two.
  EXPECT_EQ(a.run(5), b.run(5));
  expect_same_bits(a, b);
  EXPECT_GT(two_processes.calls, 0);
}

TEST(Precision, HasNamesAndTypesAndRefusesOthers) {
  EXPECT_EQ(model::Precision().name(), "fp32");
  EXPECT_EQ(model::Precision::of("bf16").name(), "bf16");
  EXPECT_EQ(model::Precision::of("bf16").type(), at::kBFloat16);
  EXPECT_THAT(fakes::message_of([] { model::Precision::of("fp8"); }),
              testing::HasSubstr("there is no precision \"fp8\"; known: fp32, bf16"));
}

TEST(Precision, HoldsForItsScopeAlone) {
  const auto a = at::ones({2, 2}), b = at::ones({2, 2});
  {
    const auto scope = model::Precision::of("bf16").scope(at::kCPU);
    EXPECT_EQ(a.matmul(b).scalar_type(), at::kBFloat16);
    const auto inner = model::Precision().scope(at::kCPU);
    EXPECT_EQ(a.matmul(b).scalar_type(), at::kFloat);
  }
  EXPECT_EQ(a.matmul(b).scalar_type(), at::kFloat);
}

TEST(Precision, TrainsToAlmostTheSameLossInBfloat16) {
  Collective alone;
  Trained full(alone), half(alone, "bf16");
  const auto a = full.run(60), b = half.run(60);
  EXPECT_NE(a, b);
  EXPECT_NEAR(a.front(), b.front(), 0.02);
  EXPECT_LT(b.back(), 0.3 * b.front());
  for (const auto& [name, parameter] : half.composition.parameters())
    EXPECT_EQ(parameter.scalar_type(), at::kFloat) << name;
}

}  // namespace
}  // namespace serhost::train

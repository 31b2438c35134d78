// The part of a chain that is at rest: where it ends, what it gives, and that what comes behind it
// completes the chain.
#include <ATen/Parallel.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>

#include <atomic>
#include <serhost/thread_safe_inference.hpp>

#include "fakes.hpp"
#include "model/autocast.hpp"
#include "model/chain.hpp"
#include "model/clips.hpp"
#include "model/randomness.hpp"

namespace serhost::model {
namespace {

using fakes::adapter;
using fakes::audio;
using fakes::Deep;
using fakes::Framed;
using fakes::Pairs;

/// Two stages: frames of two samples, without parameters, then a Linear.
class BareFront : public Backbone, public Staged {
 public:
  BareFront() : linear(register_module("linear", torch::nn::Linear(2, 3))) {}
  Input input() const override { return {}; }
  std::int64_t width() const override { return 3; }
  std::int64_t frames(std::int64_t length) const override { return length / 2; }
  std::vector<std::string> stages() const override { return {"front", "top"}; }
  std::vector<at::Tensor> stage_parameters(std::size_t stage) const override {
    return stage == 0 ? std::vector<at::Tensor>{} : linear->parameters();
  }
  Sequence run_stage(std::size_t stage, const Sequence& in, Step& step) override {
    if (stage == 1) return {linear->forward(in.values), in.lengths, {}, {}};
    batches.push_back(in.values.size(0));
    threads.push_back(at::get_num_threads());
    training.push_back(is_training() || step.training);
    const auto count = in.values.size(1) / 2;
    return {in.values.narrow(1, 0, count * 2).reshape({in.values.size(0), count, 2}),
            in.lengths.div(2, "floor"),
            {},
            {}};
  }
  Sequence forward(const Sequence& in, Step& step) override {
    return run_stage(1, run_stage(0, in, step), step);
  }
  torch::nn::Linear linear;
  std::vector<std::int64_t> batches;
  std::vector<int> threads;
  std::vector<bool> training;
};

Sequence clips_of_six_and_two() { return audio({1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0}, 2, {6, 2}); }

TEST(Rest, IsNothingWhereEverythingIsTrained) {
  EXPECT_EQ(adapter(std::make_shared<Deep>())->frozen_part(), FrozenPart::nothing);
  EXPECT_FALSE(Chain({adapter(std::make_shared<Framed>())}).has_frozen_prefix());
}

TEST(Rest, EndsBehindFrozenStagesAndStagesWithoutParameters) {
  EXPECT_EQ(adapter(std::make_shared<Deep>(), "middle")->frozen_part(), FrozenPart::stages);
  EXPECT_EQ(adapter(std::make_shared<Deep>(), "middle")->prefix_stages(), 2U);
  EXPECT_EQ(adapter(std::make_shared<BareFront>())->prefix_stages(), 1U);
}

TEST(Rest, HoldsAllLayersWhereTheWeightsOfTheirSumAreLearned) {
  EXPECT_EQ(adapter(std::make_shared<Deep>(), "all", "weighted")->frozen_part(),
            FrozenPart::layers);
  EXPECT_EQ(adapter(std::make_shared<Deep>(), "all", "2")->frozen_part(), FrozenPart::whole);
  EXPECT_EQ(adapter(std::make_shared<Deep>(), "front", "2")->frozen_part(), FrozenPart::nothing)
      << "layers come from the whole encoder";
}

TEST(Rest, RunsEveryClipAloneWithOneThreadInEvalMode) {
  const auto backbone = std::make_shared<BareFront>();
  Chain chain({adapter(backbone)});
  chain.train();
  at::set_num_threads(2);
  const auto from_frozen = chain.forward_frozen(clips_of_six_and_two());
  EXPECT_EQ(at::get_num_threads(), 2);
  EXPECT_THAT(backbone->batches, testing::ElementsAre(1, 1));
  EXPECT_THAT(backbone->threads, testing::ElementsAre(1, 1));
  EXPECT_THAT(backbone->training, testing::ElementsAre(false, false));
  EXPECT_TRUE(backbone->is_training()) << "the mode is put back";
  EXPECT_THAT(from_frozen.values.sizes().vec(), testing::ElementsAre(2, 3, 2));
  EXPECT_EQ(from_frozen.values[1][0][1].item<float>(), 8.0F);
  EXPECT_EQ(from_frozen.values[1][1].abs().sum().item<float>(), 0.0F)
      << "zeros behind the second clip's only frame";
  EXPECT_FALSE(from_frozen.values.requires_grad());
}

TEST(Rest, CanBecomePartOfAGraphWhereverItWasComputed) {
  Chain chain({adapter(std::make_shared<BareFront>())});
  Sequence from_frozen;
  {
    const c10::InferenceMode inference;
    from_frozen = chain.forward_frozen(audio({1, 2, 3, 4}, 1, {4}));
  }
  EXPECT_FALSE(from_frozen.values.is_inference());
  Step step;
  EXPECT_NO_THROW(chain.forward_trainable(from_frozen, step).values.sum().backward());
}

/// Every way to split a chain: what is at rest and what comes behind it make up `forward`.
TEST(Rest, AndWhatComesBehindItMakeUpTheWholeChain) {
  struct Case {
    const char* name;
    std::vector<std::shared_ptr<BackboneAdapter>> adapters;
  };
  seed_default_generators(3);
  const std::vector<Case> cases = {
      {"a stage without parameters", {adapter(std::make_shared<BareFront>())}},
      {"frozen stages", {adapter(std::make_shared<Deep>(), "middle")}},
      {"all layers", {adapter(std::make_shared<Deep>(), "all", "weighted")}},
      {"a frozen backbone", {adapter(std::make_shared<Framed>(), "all")}},
      {"a frozen backbone before a trained one",
       {adapter(std::make_shared<Framed>(), "all"), adapter(std::make_shared<Pairs>())}},
      {"both frozen",
       {adapter(std::make_shared<Framed>(), "all"), adapter(std::make_shared<Pairs>(), "all")}},
  };
  const auto values = at::randn({2, 24});
  values[1].narrow(0, 16, 8).zero_();
  const Sequence clips{values, at::tensor(std::vector<std::int64_t>{24, 16}), {}, {}};
  for (const auto& [name, adapters] : cases) {
    Chain chain(adapters);
    chain.eval();
    ASSERT_TRUE(chain.has_frozen_prefix()) << name;
    Step step;
    const auto whole = chain.forward(clips, step),
               split = chain.forward_trainable(chain.forward_frozen(clips), step);
    EXPECT_TRUE(at::equal(whole.values, split.values)) << name;
    EXPECT_TRUE(at::equal(whole.lengths, split.lengths)) << name;
    // And without any splitting: one backbone after the other on the padded batch.
    auto plain = clips;
    for (const auto& each : adapters) plain = each->forward(plain, step);
    for (std::int64_t i = 0; i < 2; ++i) {
      EXPECT_TRUE(at::allclose(clip_of(plain, i).values, clip_of(split, i).values, 1e-5, 1e-6))
          << name << ", clip " << i;
    }
  }
}

TEST(Rest, IsTheSameWithAnyNumberOfThreadsThatShareIt) {
  struct Shared : BareFront, ThreadSafeInference {
    Sequence run_stage(std::size_t stage, const Sequence& in, Step& step) override {
      if (is_training() || step.training || at::get_num_threads() != 1) wrong = true;
      const auto fours =
          in.values.narrow(1, 0, in.values.size(1) / 4 * 4).reshape({in.values.size(0), -1, 4});
      return {fours.matmul(weight), in.lengths.div(4, "floor"), {}, {}};
    }
    at::Tensor weight = at::randn({4, 3});
    std::atomic<bool> wrong = false;
  };
  const auto shared = std::make_shared<Shared>();
  Chain chain({adapter(shared, "front")});
  ASSERT_TRUE(chain.thread_safe());
  std::vector<Sequence> clips;
  for (std::int64_t i = 1; i <= 9; ++i)
    clips.push_back({at::randn({1, 4 * i}), at::tensor(std::vector{4 * i}), {}, {}});
  const auto batch = batch_of(clips);
  const auto before = at::get_num_threads();
  for (const bool low : {false, true}) {
    const Autocast precision(c10::kCPU, low);
    at::set_num_threads(1);
    const auto one = chain.forward_frozen(batch);
    at::set_num_threads(3);
    const auto three = chain.forward_frozen(batch);
    EXPECT_EQ(one.values.scalar_type(), low ? at::kBFloat16 : at::kFloat);
    EXPECT_EQ(three.values.scalar_type(), one.values.scalar_type())
        << "autocast holds in every thread";
    EXPECT_TRUE(at::equal(one.values, three.values));
  }
  at::set_num_threads(before);
  EXPECT_FALSE(shared->wrong) << "in eval mode, with one thread of LibTorch each";
  EXPECT_TRUE(shared->is_training()) << "as it was";
}

TEST(Rest, KnowsEveryValueThatItDependsOn) {
  const auto deep = std::make_shared<Deep>();
  EXPECT_EQ(adapter(deep, "middle")->frozen_state().size(),
            4U);  // two Linears with weight and bias
  EXPECT_EQ(adapter(deep, "all")->frozen_state().size(), 6U);
  EXPECT_TRUE(adapter(std::make_shared<BareFront>())->frozen_state().empty());
}

TEST(Clips, AreCutToTheirLengthAndPaddedWithZerosAgain) {
  auto batch = clips_of_six_and_two();
  batch.summary = at::randn({2, 4});
  const auto again = batch_of({clip_of(batch, 0), clip_of(batch, 1)});
  EXPECT_EQ(clip_of(batch, 1).values.size(1), 2);
  EXPECT_TRUE(at::equal(again.values, batch.values));
  EXPECT_TRUE(at::equal(again.lengths, batch.lengths));
  EXPECT_TRUE(at::equal(again.summary, batch.summary));
}

}  // namespace
}  // namespace serhost::model

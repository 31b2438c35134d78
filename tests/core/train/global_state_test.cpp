// What changes LibTorch's state on the way of a training is named, and the training ends.
#include "state/global_state.hpp"

#include <gmock/gmock.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/state/changes.hpp"
#include "core/train/refused.hpp"
#include "state/watch.hpp"

namespace serhost::train {
namespace {

using fakes::CrossEntropy;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// What `make` does to LibTorch's state, done in the third update, as a plugin would.
struct Leaves : CrossEntropy {
  explicit Leaves(std::function<void()> what) : make(std::move(what)) {}
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    auto losses = CrossEntropy::forward(view, targets, step);
    if (step.update == 2) make();
    return losses;
  }
  std::function<void()> make;
};

class GlobalStateInTraining : public ::testing::Test {
 protected:
  void SetUp() override {
    state::testing::as_the_host();
    state::count_threads();
    state::watch_calls();
  }
  void TearDown() override { host::set_call_watch(nullptr); }
};

TEST_F(GlobalStateInTraining, ALossThatChangesItIsNamedAndTheRunStops) {
  for (const auto& change : state::testing::changes()) {
    const auto before = state::GlobalState::now();
    Collective alone;
    Trained one(alone, "fp32", std::make_shared<Leaves>(change.make));
    int updates = 0;
    one.trainer.after_update([&](const Position&) { ++updates; });
    EXPECT_THAT(fakes::message_of([&] { one.run(5); }),
                AllOf(HasSubstr("loss 'fake' of plugin fake 1.0.0 (fake.so) changed LibTorch's "
                                "global state in forward: "),
                      HasSubstr(change.told)));
    EXPECT_EQ(updates, 2) << change.told;
    EXPECT_EQ(before.changes(), "") << change.told;
  }
}

TEST_F(GlobalStateInTraining, WhatChangesItBetweenTwoStepsIsNoticedBeforeTheNext) {
  Collective alone;
  Trained one(alone);
  one.trainer.after_update([](const Position&) { at::globalContext().setBenchmarkCuDNN(true); });
  EXPECT_THAT(fakes::message_of([&] { one.run(3); }),
              AllOf(HasSubstr("changed between two steps in a test, epoch 1, step 2"),
                    HasSubstr("cuDNN's benchmark went from off to on")));
  EXPECT_FALSE(at::globalContext().benchmarkCuDNN());
}

struct TurnsOffOneDnn : torch::autograd::Function<TurnsOffOneDnn> {
  static at::Tensor forward(torch::autograd::AutogradContext*, const at::Tensor& x) {
    return x.clone();
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                 const torch::autograd::variable_list& gradients) {
    at::globalContext().setUserEnabledMkldnn(false);
    return gradients;
  }
};

TEST_F(GlobalStateInTraining, ADerivativeThatChangesItIsNoticed) {
  EXPECT_THAT(refusal(changed([](const at::Tensor& loss) { return TurnsOffOneDnn::apply(loss); })),
              AllOf(HasSubstr("the backward pass in a test, epoch 1, step 1 changed LibTorch's "
                              "global state: oneDNN went from on to off"),
                    HasSubstr("loss 'fake'")));
  EXPECT_TRUE(at::globalContext().userEnabledMkldnn());
}

TEST_F(GlobalStateInTraining, NothingIsSaidOfATrainingThatLeavesIt) {
  Collective alone;
  Trained one(alone), in_bf16(alone, "bf16");
  EXPECT_EQ(fakes::message_of([&] { one.run(5); }), "");
  EXPECT_EQ(fakes::message_of([&] { in_bf16.run(5); }), "");
}

}  // namespace
}  // namespace serhost::train

// Each check for losses finds what it is for: a loss that is right but for one thing fails that
// check, with a sentence and a hint.
#include <ATen/Context.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/softmax.h>
#include <gmock/gmock.h>
#include <torch/nn/module.h>

#include "core/testing/right_loss.hpp"

using namespace serhost;
using namespace serhost::conformance;
using right_loss::failures;
using right_loss::plain;
using right_loss::Right;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

TEST(LossKit, IsSatisfiedByCrossEntropy) { EXPECT_THAT(failures<Right>(), IsEmpty()); }

struct MinusTheMeanOfTheBatch : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto values = plain(view, targets);
    return values - 0.5 * values.mean();
  }
};
TEST(LossKit, NoticesValuesThatDependOnTheCompany) {
  EXPECT_THAT(failures<MinusTheMeanOfTheBatch>(),
              Contains(Pair("batch_invariance", AllOf(HasSubstr("clip 0 alone differ by"),
                                                      HasSubstr("look at: look for means")))));
}

struct WeighsByPlace : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return plain(view, targets).cumsum(0);
  }
};
TEST(LossKit, NoticesValuesThatDependOnTheOrder) {
  EXPECT_THAT(failures<WeighsByPlace>(),
              Contains(Pair("order", HasSubstr("draw 0: in the order ["))));
}

struct HalfOfTheGradient : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto values = plain(view, targets);
    return 0.5 * values + 0.5 * values.detach();
  }
};
TEST(LossKit, NoticesAWrongGradientAndSaysWhere) {
  const auto found = failures<HalfOfTheGradient>();
  EXPECT_THAT(found,
              Contains(Pair("gradient of output",
                            AllOf(HasSubstr("the gradient of output (batch 11) at [0, 0] is "),
                                  HasSubstr("finite differences give"), HasSubstr("detach()")))));
  EXPECT_EQ(found.size(), 1U) << "values are right, so nothing else fails";
}

struct NoGradient : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return plain(view, targets).detach();
  }
};
TEST(LossKit, NoticesAMissingGradient) {
  EXPECT_THAT(failures<NoGradient>(),
              Contains(Pair("gradient of output", HasSubstr("no gradient reaches output"))));
}

struct OneNumber : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return plain(view, targets).mean();
  }
};
TEST(LossKit, NoticesAMeanInsteadOfValues) {
  EXPECT_THAT(failures<OneNumber>(),
              Contains(Pair("shape",
                            HasSubstr("forward gave shape [], expected [6]: one value per clip"))));
}

struct SaysWholeBatch : OneNumber {
  Needs needs() const override { return {.whole_batch = true}; }
};
TEST(LossKit, NoticesAMeanThatCallsItselfWholeBatch) {
  EXPECT_THAT(failures<SaysWholeBatch>(),
              Contains(Pair("whole_batch", HasSubstr("a mean over clips after all"))));
}

struct LogOfSoftmax : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return -at::softmax(view.output, 1).log().gather(1, targets.label.unsqueeze(1)).squeeze(1);
  }
};
TEST(LossKit, NoticesALogarithmOfASoftmaxAtTheExtremes) {
  const auto found = failures<LogOfSoftmax>();
  EXPECT_THAT(found,
              Contains(Pair("extremes", HasSubstr("outputs of +-1e4: the value is not finite"))));
  EXPECT_EQ(found.size(), 1U);
}

struct RootAtZero : Right {  // p = 1 has a loss of 0, where the root has an infinite slope
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return plain(view, targets).sqrt();
  }
};
TEST(LossKit, NoticesAGradientThatIsNotFiniteAlthoughTheValueIs) {
  EXPECT_THAT(
      failures<RootAtZero>(),
      Contains(Pair("extremes",
                    HasSubstr("the gradient of output is not finite, although the value is"))));
}

struct AppliesWeightsItself : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto values = plain(view, targets);
    return targets.weight.defined() ? values * targets.weight.to(values) : values;
  }
};
TEST(LossKit, NoticesWeightsThatWouldCountTwice) {
  EXPECT_THAT(failures<AppliesWeightsItself>(),
              Contains(Pair("class weights", HasSubstr("it counts twice"))));
}

struct WritesIntoItsInput : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto values = plain(view, targets);
    if (!view.output.requires_grad()) view.output.add_(1.0);
    return values;
  }
};
TEST(LossKit, NoticesAChangedInput) {
  EXPECT_THAT(failures<WritesIntoItsInput>(),
              Contains(Pair("inputs", HasSubstr("wrote into view.output"))));
}

struct RemembersInAMember : Right {  // the running mean is lost with the object
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    const auto values = plain(view, targets);
    if (step.training) running_ = 0.5 * running_ + 0.5 * values.detach().mean().item().toDouble();
    return values * (1.0 + running_);
  }
  double running_ = 0.0;
};
TEST(LossKit, NoticesStateThatNoCheckpointKeeps) {
  EXPECT_THAT(failures<RemembersInAMember>(),
              Contains(Pair("checkpoint", AllOf(HasSubstr("is no torch::nn::Module"),
                                                HasSubstr("expected the same bits"),
                                                HasSubstr("register_buffer")))));
}

struct KeepsAPlainTensor
    : Right,
      torch::nn::Module {  // a parameter that is saved beside a tensor that is not
  KeepsAPlainTensor() : scale_(register_parameter("scale", at::ones({3}))) {}
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    if (step.training) centre_ = centre_.to(view.output) * 0.9 + 0.1 * view.output.detach().mean(0);
    return -at::log_softmax(view.output * scale_ - centre_.to(view.output), 1)
                .gather(1, targets.label.unsqueeze(1))
                .squeeze(1);
  }
  at::Tensor scores(const View& view) override { return view.output * scale_; }
  at::Tensor scale_, centre_ = at::ones({3});
};
TEST(LossKit, NoticesATensorThatWasNotRegistered) {
  EXPECT_THAT(failures<KeepsAPlainTensor>(),
              Contains(Pair("checkpoint", HasSubstr("after save and load into a fresh instance"))));
}

TEST(LossKit, LeavesOutWhatNeedsASecondInstanceWhereThereIsOne) {
  const auto own = std::make_shared<RemembersInAMember>();
  const auto checks =
      checks_of(LossCase{[=](const Task&) { return own; }, class_task(), /*fresh=*/false});
  const auto finding = finding_of(checks, "checkpoint");
  EXPECT_EQ(finding.outcome, Outcome::skipped);
  EXPECT_THAT(finding.details, Contains(HasSubstr("needs another instance")));
}

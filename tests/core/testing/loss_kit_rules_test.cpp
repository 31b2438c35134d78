// As loss_kit_test: rules for weights of losses, generators, evaluation, scores, soft labels,
// ratings, and what a loss may not touch.
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

struct WithParameters : Right, torch::nn::Module {
  WithParameters() : scale_(register_parameter("scale", at::ones({3}))) {}
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return -at::log_softmax(view.output * scale_, 1)
                .gather(1, targets.label.unsqueeze(1))
                .squeeze(1);
  }
  at::Tensor scores(const View& view) override { return view.output * scale_; }
  at::Tensor scale_;
};
TEST(LossKit, IsSatisfiedByALossThatLearns) { EXPECT_THAT(failures<WithParameters>(), IsEmpty()); }

struct ParameterWithoutGradient : WithParameters {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return -at::log_softmax(view.output * scale_.detach(), 1)
                .gather(1, targets.label.unsqueeze(1))
                .squeeze(1);
  }
};
TEST(LossKit, NoticesAParameterThatCannotLearn) {
  EXPECT_THAT(
      failures<ParameterWithoutGradient>(),
      Contains(Pair("gradient of parameters", HasSubstr("no gradient reaches parameter 'scale'"))));
}

struct DrawsFromTheDefault : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    return plain(view, targets) *
           (step.training ? 1.0 + 0.01 * at::rand({1}).item().toDouble() : 1.0);
  }
};
TEST(LossKit, NoticesTheDefaultGenerator) {
  EXPECT_THAT(failures<DrawsFromTheDefault>(),
              Contains(Pair("random numbers", HasSubstr("step.random"))));
}

struct AlwaysDrops : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return plain(view, targets) * static_cast<double>(++calls_);
  }
  int calls_ = 0;
};
TEST(LossKit, NoticesAnEvaluationThatDoesNotRepeat) {
  EXPECT_THAT(failures<AlwaysDrops>(),
              Contains(Pair("evaluated twice",
                            HasSubstr("evaluated twice: the value in evaluation differs by"))));
}

struct ScoresWithAMargin : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    margin_ = 0.5;
    return plain(view, targets);
  }
  at::Tensor scores(const View& view) override { return view.output - margin_; }
  double margin_ = 0.0;
};
TEST(LossKit, NoticesScoresThatForwardChanges) {
  EXPECT_THAT(
      failures<ScoresWithAMargin>(),
      Contains(Pair("scores",
                    HasSubstr("after a call of forward with labels the scores differ by 0.5"))));
}

struct DividesByTheCount : Right {
  explicit DividesByTheCount(const Task& task)
      : last_(static_cast<double>(task.train_counts.back())) {}
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return plain(view, targets) * (10.0 / last_);
  }
  double last_;
};
TEST(LossKit, NoticesADivisionByACountOfZero) {
  const auto checks = checks_of(LossCase{
      [](const Task& task) { return std::make_shared<DividesByTheCount>(task); }, class_task()});
  EXPECT_THAT(failures_of(checks),
              Contains(Pair("class without training clips", HasSubstr("train_counts 0"))));
}

struct SoftAsItLikes : Right {
  Needs needs() const override { return {.targets = {TargetKind::label, TargetKind::soft}}; }
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return targets.label.defined() ? plain(view, targets)
                                   : -2.0 * (targets.soft * at::log_softmax(view.output, 1)).sum(1);
  }
};
TEST(LossKit, NoticesSoftLabelsThatAreNotTheLabelWhereTheyAreSure) {
  EXPECT_THAT(failures<SoftAsItLikes>(),
              Contains(Pair("soft labels (soft)", HasSubstr("differs by"))));
}

struct SquaredError : Loss {
  Needs needs() const override { return {.targets = {TargetKind::dimensions}}; }
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto rated = targets.dimensions.isfinite();
    return ((view.output - targets.dimensions) * rated).square().mean(1);  // 0 times NaN is NaN
  }
};
TEST(LossKit, NoticesMissingRatingsThatBecomeNan) {
  const auto checks = checks_of(
      LossCase{[](const Task&) { return std::make_shared<SquaredError>(); }, rating_task()});
  EXPECT_THAT(failures_of(checks),
              Contains(Pair("missing ratings", AllOf(HasSubstr("the value is not finite"),
                                                     HasSubstr("0 times NaN is NaN")))));
}

struct SwitchesGradientsOff : Right {
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    if (!step.training)
      at::globalContext().setDeterministicAlgorithms(!at::globalContext().deterministicAlgorithms(),
                                                     true);
    return plain(view, targets);
  }
};
TEST(LossKit, NoticesAGlobalSwitch) {
  EXPECT_THAT(failures<SwitchesGradientsOff>(), Contains(Key("global switches")));
}

struct Throws : Right {
  at::Tensor forward(const View&, const Targets&, Step& step) override {
    if (step.training) throw std::runtime_error("the moon is full\nsecond line");
    return at::ones({6});
  }
};
TEST(LossKit, TellsWhatWasThrown) {
  EXPECT_THAT(failures<Throws>(),
              Contains(Pair("shape", HasSubstr("it threw: the moon is full\n"))));
}

TEST(LossKit, RefusesALossThatTakesNothingOfTheTask) {
  EXPECT_THROW(checks_of(LossCase{[](const Task&) { return std::make_shared<SquaredError>(); },
                                  class_task()}),
               std::invalid_argument);
}

// A model that would not learn is refused before its first update.
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "core/train/refused.hpp"
#include "state/watch.hpp"
#include "train/loop.hpp"
#include "train/run.hpp"

namespace serhost::train {
namespace {

using fakes::CrossEntropy;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Cross-entropy that is computed under a guard of this kind.
template <class Guard>
struct Under : CrossEntropy {
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    const Guard guard;
    return CrossEntropy::forward(view, targets, step);
  }
};

TEST(Learning, ALossThatIsDetachedIsRefusedBeforeTheFirstUpdate) {
  EXPECT_THAT(refusal(changed([](const at::Tensor& loss) { return loss.detach(); })),
              AllOf(HasSubstr("loss 'fake' of plugin fake 1.0.0 (fake.so) gave a value in a test, "
                              "epoch 1, step 1 from which no gradient leads back"),
                    HasSubstr("detached"), HasSubstr("Compute it from the tensors of the view")));
}

TEST(Learning, ALossWithoutGradientModeIsRefused) {
  EXPECT_THAT(refusal(std::make_shared<Under<at::NoGradGuard>>()),
              HasSubstr("from which no gradient leads back"));
}

TEST(Learning, ALossUnderInferenceModeIsRefused) {
  EXPECT_THAT(refusal(std::make_shared<Under<c10::InferenceMode>>()),
              HasSubstr("that was computed in inference mode"));
}

TEST(Learning, ALossOfPlainNumbersIsRefused) {
  EXPECT_THAT(refusal(changed([](const at::Tensor& loss) {
                return at::full(loss.sizes(), loss.mean().item<double>());
              })),
              HasSubstr("made of plain numbers (item())"));
}

TEST(Learning, AWholeBatchLossThatIsDetachedIsRefusedToo) {
  struct Detached : fakes::Spread {
    at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
      return fakes::Spread::forward(view, targets, step).detach();
    }
  };
  EXPECT_THAT(refusal(std::make_shared<Detached>()), HasSubstr("no gradient leads back"));
}

TEST(Learning, AGradientThatReachesNoTrainableTensorIsRefused) {
  auto own = at::tensor({0.5F});  // registered by nobody
  own.set_requires_grad(true);
  EXPECT_THAT(refusal(changed([own](const at::Tensor& loss) { return loss.detach() * own; })),
              AllOf(HasSubstr("whose gradient reaches none of the 6 trainable tensors"),
                    HasSubstr("register_parameter")));
}

TEST(Learning, AGradientThatIsAlwaysZeroIsRefusedAfterTheFirstUpdates) {
  EXPECT_THAT(refusal(changed([](const at::Tensor& loss) { return loss * 0.0 + 1.0; }), 5),
              AllOf(HasSubstr("is exactly zero in a test, epoch 1, step 3"),
                    HasSubstr("does not depend on the model")));
}

TEST(Learning, AHeadThatCutsTheGradientIsNamed) {
  Collective alone;
  Trained one(alone);
  View cut;
  cut.output = at::ones({2, 2});
  EXPECT_THAT(
      fakes::message_of(
          [&] { require_gradient(one.composition, cut, at::ones({2}), " in a test"); }),
      AllOf(HasSubstr("head 'mlp' of plugin serhost gave scores in a test from which no gradient "
                      "leads back to its weights"),
            HasSubstr("Freeze them if that is meant")));
}

TEST(Learning, ABackboneThatCutsTheGradientIsNamed) {
  Collective alone;
  Trained one(alone);
  for (auto& parameter : one.composition.model().head_parameters())
    parameter.set_requires_grad(false);
  EXPECT_THAT(
      fakes::message_of([&] { require_gradient(one.composition, View{}, at::ones({2}), ""); }),
      HasSubstr("gave frames from which no gradient leads back"));
}

TEST(Learning, AModelWithNothingToTrainIsAFaultOfTheExperiment) {
  Collective alone;
  Trained one(alone);
  for (auto& [name, parameter] : one.composition.parameters()) parameter.set_requires_grad(false);
  EXPECT_THAT(
      fakes::message_of([&] { require_gradient(one.composition, View{}, at::ones({2}), ""); }),
      AllOf(HasSubstr("there is nothing to train in this model"),
            HasSubstr("write backbone.freeze = \"none\"")));
}

/// Two weights that its value does not depend on, and one that it does.
struct HalfUsed : CrossEntropy, torch::nn::Module {
  HalfUsed()
      : scale(register_parameter("scale", at::ones({1}))),
        idle(register_parameter("idle", at::ones({1}))),
        rests(register_parameter("rests", at::ones({1}))) {
    rests.set_requires_grad(false);
  }
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    return CrossEntropy::forward(view, targets, step) * scale + (used ? idle : at::zeros({1}));
  }
  at::Tensor scale, idle, rests;
  bool used = false;
};

std::vector<std::string> findings(std::shared_ptr<Loss> loss,
                                  const std::function<void(std::int64_t)>& before_update = {}) {
  Collective alone;
  Trained one(alone, "fp32", std::move(loss));
  std::vector<std::string> out;
  for (std::int64_t u = 0; u < 6; ++u) {
    if (before_update) before_update(u);
    out.push_back(one.trainer.update(one.batch(0, 4), {.update = u, .updates = 6}).unreached);
  }
  return out;
}

TEST(Learning, TensorsThatNoGradientReachesAreNamedOnceAndFrozenOnesAreNot) {
  EXPECT_THAT(findings(std::make_shared<HalfUsed>()),
              ElementsAre("", "",
                          "no gradient reaches 1 of 8 trainable tensors, which stay as they begin: "
                          "loss.idle",
                          "", "", ""));
}

TEST(Learning, ATensorThatTheThirdUpdateReachesIsNotNamed) {
  const auto loss = std::make_shared<HalfUsed>();
  EXPECT_THAT(findings(loss, [&](std::int64_t u) { loss->used = u == 2; }),
              ElementsAre("", "", "", "", "", ""));
}

/// A weight behind a unit that never fires, as long as `fires` is false.
struct Gated : CrossEntropy, torch::nn::Module {
  Gated() : gated(register_parameter("gated", at::ones({2}))) {}
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    const auto losses = CrossEntropy::forward(view, targets, step);
    return losses + (fires ? gated.sum() : (gated - 2.0).relu().sum());
  }
  at::Tensor gated;
  bool fires = false;
};

std::vector<std::string> dead_ones(const std::shared_ptr<Gated>& loss, std::int64_t fires_at,
                                   std::int64_t updates = 6) {
  Collective alone;
  Trained one(alone, "fp32", loss);
  std::vector<std::string> out;
  for (std::int64_t u = 0; u < updates; ++u) {
    loss->fires = u == fires_at;
    out.push_back(one.trainer.update(one.batch(0, 4), {.update = u, .updates = updates}).dead);
  }
  return out;
}

TEST(Learning, TensorsWhoseGradientIsZeroAreNamedOnce) {
  EXPECT_THAT(dead_ones(std::make_shared<Gated>(), -1),
              ElementsAre("", "",
                          "the gradient of 1 of 7 trainable tensors was exactly zero in each of "
                          "the first 3 updates (units that never fire, or a factor that is zero): "
                          "loss.gated",
                          "", "", ""));
  EXPECT_THAT(dead_ones(std::make_shared<Gated>(), 2), ElementsAre("", "", "", "", "", ""));
  EXPECT_THAT(dead_ones(std::make_shared<Gated>(), -1, 2), ElementsAre("", ""))
      << "what begins at zero may pass something on after its first update";
}

/// No gradient is left after the fourth update.
struct Halts : CrossEntropy {
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    const auto losses = CrossEntropy::forward(view, targets, step);
    return step.training && ++updates > 4 ? losses * 0.0 : losses;
  }
  int updates = 0;
};

TEST(Learning, AnEpochWithoutAnyGradientIsToldOnce) {
  const auto manifest = fakes::up_and_down(32);
  auto experiment = fakes::experiment();
  experiment.train.epochs = 4;
  fakes::Recorder recorder;
  RunOptions options;
  options.device = "cpu";
  options.threads = 1;
  run_with(fakes::composer([](const Task&) { return std::make_shared<Halts>(); }), experiment,
           manifest, {fakes::halves(32)}, recorder, options, {});
  EXPECT_THAT(recorder.lines,
              Contains(HasSubstr("exactly zero in every update of epoch 2 of fold 1, seed 1: "
                                 "nothing is learned any more"))
                  .Times(1));
  EXPECT_THAT(recorder.lines, Not(Contains(HasSubstr("update of epoch 3"))));
  EXPECT_EQ(recorder.epochs.size(), 4U) << "it is no reason to end";
  host::set_call_watch(nullptr);
}

TEST(Learning, ALineOfTheLogNamesTheFirstOfManyTensors) {
  EXPECT_EQ(briefly("no gradient reaches 1 of 8: a"), "no gradient reaches 1 of 8: a");
  std::string many = "no gradient reaches 90 of 99: first";
  for (int i = 0; i < 90; ++i) many += ", layer." + std::to_string(i);
  const auto line = briefly(many);
  EXPECT_LT(line.size(), 300U);
  EXPECT_THAT(line, AllOf(HasSubstr(": first, layer.0, "), HasSubstr("the notes of the record")));
}

TEST(Learning, ATrainingOfFewUpdatesSaysItAtItsEnd) {
  Collective alone;
  Trained one(alone, "fp32", std::make_shared<HalfUsed>());
  EXPECT_THAT(one.trainer.update(one.batch(0, 4), {.update = 0, .updates = 1}).unreached,
              HasSubstr("loss.idle"));
}

TEST(Learning, WhatIsNeverReachedIsToldOnceForAllFoldsAndSeeds) {
  const auto manifest = fakes::up_and_down(16);
  auto experiment = fakes::experiment();
  experiment.seeds = {1, 2};
  experiment.train.epochs = 2;
  fakes::Recorder recorder;
  RunOptions options;
  options.device = "cpu";
  options.threads = 1;
  run_with(fakes::composer([](const Task&) { return std::make_shared<HalfUsed>(); }), experiment,
           manifest, {fakes::halves(16)}, recorder, options, {});
  const std::string finding =
      "no gradient reaches 1 of 8 trainable tensors, which stay as they begin: loss.idle";
  EXPECT_THAT(recorder.notes, ElementsAre(finding));
  EXPECT_EQ(std::count(recorder.lines.begin(), recorder.lines.end(), "warning: " + finding), 1);
  EXPECT_EQ(recorder.ended.size(), 2U) << "it is no reason not to train";
  host::set_call_watch(nullptr);
}

TEST(Learning, ALossThatWritesIntoWhatItIsGivenIsNamed) {
  struct Writes : CrossEntropy {
    at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
      targets.label.clone().add_(1);  // its own
      auto losses = CrossEntropy::forward(view, targets, step);
      const at::NoGradGuard no_graph;
      auto labels = targets.label;
      labels.zero_();
      return losses;
    }
  };
  EXPECT_THAT(refusal(std::make_shared<Writes>()),
              AllOf(HasSubstr("loss 'fake' of plugin fake 1.0.0 (fake.so) wrote into the labels"),
                    HasSubstr("work on a copy")));
}

}  // namespace
}  // namespace serhost::train

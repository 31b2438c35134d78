// What the objective learns by: its parts against each other, and a batch learned by heart.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <serhost/objective.hpp>
#include <serhost/testing.hpp>

#include "rows.hpp"
#include "teacher.hpp"

namespace {

using namespace online_distillation;
using Words = std::vector<std::string>;

serhost::Objective::Encoder encoder(const std::string& tokens = "tokens=2") {
  // The same weights each time, as the host makes a twin.
  const auto backbone = serhost::testing::make_backbone(
      "emotion2vec",
      {"width=16", "heads=2", "hidden=32", "prenet=1", "depth=2", tokens,
       "conv_dim=[8, 8, 8, 8, 8, 8, 8]", "dropout=0.0", "attention_dropout=0.0", "layerdrop=0.0"});
  return {backbone, dynamic_cast<serhost::MaskedEncoder*>(backbone.get())};
}

struct Bound {
  explicit Bound(Words more = {}, const std::string& tokens = "tokens=2")
      : student(encoder(tokens)) {
    for (const std::string word : {"clones=2", "decoder_width=16", "decoder_layers=2",
                                   "decoder_groups=4", "decoder_dropout=0.0"}) {
      const auto key = word.substr(0, word.find('=') + 1);
      const bool given = std::any_of(more.begin(), more.end(),
                                     [&](const auto& other) { return other.starts_with(key); });
      if (!given) more.push_back(word);
    }
    loss = serhost::testing::make_loss("online_distillation", more, {});
    objective().bind(student, [&] { return encoder(tokens); });
  }
  serhost::Objective& objective() { return dynamic_cast<serhost::Objective&>(*loss); }
  torch::nn::Module& module() { return dynamic_cast<torch::nn::Module&>(*loss); }
  serhost::Objective::Encoder student;
  std::shared_ptr<serhost::Loss> loss;
};

serhost::Objective::Clips clips() {
  auto generator = at::detail::createCPUGenerator(3);
  return {.audio = {.values = at::rand({2, 6000}, generator) - 0.5,
                    .lengths = at::tensor({6000L, 4000L})},
          .streams = {11, 12}};
}

double value(Bound& one) {
  const at::NoGradGuard off;
  serhost::Step step;
  return one.objective().step(clips(), step).mean().item<double>();
}

/// Adam without decay.
class Descent {
 public:
  explicit Descent(std::vector<at::Tensor> parameters) : parameters_(std::move(parameters)) {
    for (const auto& p : parameters_) {
      first_.push_back(at::zeros_like(p));
      second_.push_back(at::zeros_like(p));
    }
  }
  void step(double rate) {
    const at::NoGradGuard off;
    ++steps_;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      auto& p = parameters_[i];
      if (!p.grad().defined()) continue;
      first_[i].mul_(0.9).add_(p.grad(), 0.1);
      second_[i].mul_(0.99).addcmul_(p.grad(), p.grad(), 0.01);
      const auto scale =
          rate * std::sqrt(1.0 - std::pow(0.99, steps_)) / (1.0 - std::pow(0.9, steps_));
      p.addcdiv_(first_[i], second_[i].sqrt().add_(1e-8), -scale);
      p.mutable_grad() = at::Tensor();
    }
  }

 private:
  std::vector<at::Tensor> parameters_, first_, second_;
  int steps_ = 0;
};

}  // namespace

// The teacher stands still, and what it hears too: of the student all is trained but what it shares
// with the teacher.
TEST(Learning, AClipIsLearnedByHeartFromATeacherThatStandsStill) {
  Bound one({"ema_start=1.0", "ema_end=1.0", "alpha=0.0", "noise=0.0", "clones=1",
             "decoder_width=64", "decoder_groups=1"});
  const serhost::Objective::Clips clip{
      .audio = {.values = clips().audio.values.narrow(0, 1, 1).narrow(1, 0, 4000),
                .lengths = at::tensor({4000L})},
      .streams = {12}};
  std::vector<at::Tensor> trained;
  for (const auto& item : one.student.backbone->named_parameters()) {
    const bool shared = item.key().find("local_encoder") != std::string::npos ||
                        item.key().find("project_features") != std::string::npos;
    if (shared) item.value().requires_grad_(false);
    else trained.push_back(item.value());
  }
  for (const auto& parameter : one.module().parameters()) {
    if (parameter.requires_grad()) trained.push_back(parameter);
  }
  Descent descent(trained);
  std::vector<double> values;
  serhost::Step step;
  step.training = true;
  while (step.update < 120) {
    const auto loss = one.objective().step(clip, step).mean();
    values.push_back(loss.item<double>());
    loss.backward();
    descent.step(0.01);
    ++step.update;
    one.objective().updated(step);
  }
  EXPECT_LT(values.back(), 0.02 * values.front());
}

TEST(Learning, PartsAddUp) {
  Bound both({"frame_weight=0.5", "alpha=2.0"}), frames({"alpha=0.0"}),
      utterance({"frame_weight=0.0"});
  EXPECT_NEAR(value(both), 0.5 * value(frames) + 2.0 * value(utterance), 1e-5 * value(both));
}

TEST(Learning, AClipCountsByItsHiddenFrames) {
  Bound one;
  const auto weights = one.objective().weights(at::tensor({6000L, 4000L}), {11, 12});
  const auto frames = one.student.backbone->frames(6000);
  EXPECT_EQ(weights[0].item<double>(), 2.0 * static_cast<double>(frames / 2));
  Bound spans({"mask_scheme=\"starts\"", "mask_prob=0.1"});
  const auto drawn = spans.objective().weights(at::tensor({6000L, 4000L}), {11, 12});
  const auto rows = rows_of({frames}, {.scheme = "starts", .share = 0.1}, 2, {11}, at::kCPU);
  EXPECT_EQ(drawn[0].item<double>(), static_cast<double>(rows.predicted[0]));
}

TEST(Learning, TheTeacherIsTheMovingAverage) {
  Bound one({"ema_start=0.5", "ema_end=0.9", "ema_anneal=4.0"});
  const auto teacher = one.module().named_children()["teacher"];
  const auto name = "blocks.0.attn.proj.weight";
  auto student = one.student.backbone->named_parameters()[name];
  const auto before = teacher->named_parameters()[name].clone();
  {
    const at::NoGradGuard off;
    student.add_(1.0);
  }
  serhost::Step step;
  step.update = 1;
  step.updates = 10;
  one.objective().updated(step);  // 0.9 - 0.4 * (1 - 1/4) = 0.6
  EXPECT_TRUE(at::allclose(teacher->named_parameters()[name], before + 0.4, 1e-6, 1e-6));
  EXPECT_DOUBLE_EQ(decay({.start = 0.5, .end = 0.9, .anneal = 4.0}, 7, 10), 0.9);
  EXPECT_DOUBLE_EQ(decay({.start = 0.999, .end = 0.99999, .anneal = 0.2}, 0, 100), 0.999);
}

TEST(Learning, NoGradientReachesTheTeacher) {
  Bound one;
  serhost::Step step;
  step.training = true;
  one.objective().step(clips(), step).mean().backward();
  for (const auto& item : one.module().named_parameters()) {
    const bool teacher = item.key().starts_with("teacher.");
    EXPECT_EQ(item.value().requires_grad(), !teacher) << item.key();
    EXPECT_EQ(item.value().grad().defined(), !teacher) << item.key();
  }
  for (const auto& item : one.student.backbone->named_parameters())
    EXPECT_TRUE(item.value().grad().defined()) << item.key();
}

TEST(Learning, GradientsAreThoseOfFiniteDifferences) {
  Bound one({"noise=0.0"});
  serhost::Step step;
  one.objective().step(clips(), step).mean().backward();
  auto weight = one.student.backbone->named_parameters()["blocks.1.mlp.fc1.weight"];
  const auto gradient = weight.grad().clone();
  auto generator = at::detail::createCPUGenerator(5);
  const auto along = at::rand(weight.sizes(), generator) - 0.5;
  constexpr double kStep = 1e-2;
  const auto moved = [&](double by) {
    {
      const at::NoGradGuard off;
      weight.add_(along, by);
    }
    return value(one);
  };
  const double up = moved(kStep), down = moved(-2.0 * kStep);
  const double expected = (up - down) / (2.0 * kStep);
  EXPECT_NEAR((gradient * along).sum().item<double>(), expected, 2e-3 * std::abs(expected) + 1e-4);
}

TEST(Learning, ACollapseEndsTheTraining) {
  Bound one({"collapse_after=1", "least_prediction_spread=1000.0"});
  serhost::Step step;
  step.training = true;
  one.objective().step(clips(), step);
  step.update = 1;
  EXPECT_NO_THROW(one.objective().updated(step));
  step.update = 2;
  EXPECT_THROW(one.objective().updated(step), std::runtime_error);
}

TEST(Learning, AnEncoderWithoutTokensNeedsAnotherUtterance) {
  EXPECT_THROW(Bound({}, "tokens=0"), std::invalid_argument);
  EXPECT_NO_THROW(Bound({"alpha=0.0"}, "tokens=0"));
  EXPECT_NO_THROW(Bound({"utterance=\"global\""}, "tokens=0"));
  EXPECT_THROW(Bound({"top=3"}), std::invalid_argument);
}

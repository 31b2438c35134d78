// Additive angular margin on angles that are set by hand: in the plane, class directions are angles
// from the embedding.
#include <torch/nn/module.h>

#include <cmath>
#include <numbers>

#include "../checks.hpp"

namespace {

using serhost::testing::make_loss;
using serhost::testing::make_loss_for;
using serhost::testing::task_of;
constexpr double kPi = std::numbers::pi;

/// Embeddings of width 2; the class directions are at these angles (radians) from the first axis.
std::shared_ptr<serhost::Loss> at_angles(const std::vector<std::string>& options,
                                         const std::vector<double>& angles) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < angles.size(); ++i) names.push_back("class" + std::to_string(i));
  auto loss = make_loss_for(task_of(names, 2), "aam", options);
  const torch::NoGradGuard no_gradient;
  auto& module = dynamic_cast<torch::nn::Module&>(*loss);
  module.to(torch::kDouble);
  auto weight = module.named_parameters()["weight"];
  for (std::size_t k = 0; k < angles.size(); ++k) {
    weight[k][0] = 3.0 * std::cos(angles[k]);  // lengths do not matter
    weight[k][1] = 3.0 * std::sin(angles[k]);
  }
  return loss;
}

torch::Tensor embedding(double angle, double length = 1.0) {
  return torch::tensor({length * std::cos(angle), length * std::sin(angle)}, torch::kDouble)
      .unsqueeze(0);
}

double value(serhost::Loss& loss, const torch::Tensor& x, std::int64_t label,
             serhost::Step step = serhost::testing::step()) {
  return loss.forward({.embedding = x}, {.label = torch::tensor({label}, torch::kLong)}, step)
      .item<double>();
}

double cross_entropy(double own, double other) { return std::log1p(std::exp(other - own)); }

// The embedding is 60 degrees from its class and 90 from the other: cos(60 + 30) = 0, so two logits
// of 0 and a loss of ln 2.
TEST(Aam, AddsTheMarginToTheAngleOfTheTrueClass) {
  const auto loss = at_angles({"margin=0.5235987755982988", "scale=10.0"}, {kPi / 3, kPi / 2});
  EXPECT_NEAR(value(*loss, embedding(0), 0), std::log(2.0), 1e-9);
}

TEST(Aam, PredictsWithoutTheMarginAndWithoutTheLength) {
  const auto loss = at_angles({"margin=0.5", "scale=10.0"}, {kPi / 3, kPi / 2});
  const auto expected = torch::tensor({5.0, 0.0}, torch::kDouble).unsqueeze(0);
  EXPECT_TRUE(checks::near(loss->scores({.embedding = embedding(0, 7.0)}), expected, 1e-9));
}

TEST(Aam, WithMarginZeroIsSoftmaxOverCosines) {
  const auto loss = at_angles({"margin=0.0", "scale=4.0"}, {0.3, 2.0});
  EXPECT_NEAR(value(*loss, embedding(1.0), 0), cross_entropy(4 * std::cos(0.7), 4 * std::cos(1.0)),
              1e-12);
}

// theta = 3 and margin 0.3 pass pi: the logit is cos(3) - 0.3 sin(0.3). With the easy margin it is
// cos(3).
TEST(Aam, KeepsFallingWhereTheAnglePassesPi) {
  EXPECT_NEAR(value(*at_angles({"margin=0.3", "scale=2.0"}, {3.0, kPi / 2}), embedding(0), 0),
              cross_entropy(2 * (std::cos(3.0) - 0.3 * std::sin(0.3)), 0.0), 1e-9);
  EXPECT_NEAR(value(*at_angles({"margin=0.3", "scale=2.0", "easy_margin=true"}, {3.0, kPi / 2}),
                    embedding(0), 0),
              cross_entropy(2 * std::cos(3.0), 0.0), 1e-9);
}

TEST(Aam, RisesWithTheAngleAllTheWay) {
  for (const auto* margin : {"margin=0.1", "margin=0.3", "margin=0.5", "margin=1.0"}) {
    double before = -1.0;
    for (int i = 0; i <= 720; ++i) {
      const double theta = kPi * i / 720;
      const double now =
          value(*at_angles({margin, "scale=1.0"}, {theta, -kPi / 2}), embedding(0), 0);
      EXPECT_GE(now, before) << margin << " at " << theta;
      before = now;
    }
  }
}

TEST(Aam, HasTheGradientOfItsSlopes) {
  const auto loss = at_angles({"margin=0.3", "scale=5.0"}, {0.4, 2.0, 4.0});
  const auto x = torch::tensor({1.0, 0.2, -0.5, 0.7, 0.3, -2.0}, torch::kDouble).view({3, 2});
  const serhost::Targets targets{.label = torch::tensor({0, 1, 2}, torch::kLong)};
  auto step = serhost::testing::step();
  const auto function = [&](const torch::Tensor& at) {
    return loss->forward({.embedding = at}, targets, step).mean();
  };
  EXPECT_TRUE(checks::near(checks::gradient(function, x), checks::slopes(function, x), 1e-7));
}

TEST(Aam, LearnsItsDirections) {
  const auto loss = at_angles({"margin=0.3", "scale=5.0"}, {0.4, 2.0});
  auto weight = dynamic_cast<torch::nn::Module&>(*loss).named_parameters()["weight"];
  auto step = serhost::testing::step();
  const auto function = [&](const torch::Tensor& at) {
    const torch::NoGradGuard no_gradient;
    const auto kept = weight.clone();
    weight.copy_(at);
    const auto result = value(*loss, embedding(0.9), 0);
    weight.copy_(kept);
    return torch::tensor(result, torch::kDouble);
  };
  const auto expected = checks::slopes(function, weight.detach().clone());
  loss->forward({.embedding = embedding(0.9)}, {.label = torch::tensor({0}, torch::kLong)}, step)
      .mean()
      .backward();
  EXPECT_TRUE(checks::near(weight.grad(), expected, 1e-7));
}

TEST(Aam, IsFiniteForEmbeddingsOfAnyLengthAndDirection) {
  auto loss = make_loss_for(task_of({"a", "b", "c"}, 4), "aam");
  auto step = serhost::testing::step();
  const auto weight = dynamic_cast<torch::nn::Module&>(*loss).named_parameters()["weight"].detach();
  const serhost::Targets targets{.label = torch::tensor({0, 1, 2}, torch::kLong)};
  const auto function = [&](const torch::Tensor& x) {
    return loss->forward({.embedding = x}, targets, step).mean();
  };
  for (const double length : {0.0, 1e-6, 1.0, 1e4}) {
    EXPECT_TRUE(checks::finite(function, weight * length)) << length;   // straight at the class
    EXPECT_TRUE(checks::finite(function, weight * -length)) << length;  // straight away from it
  }
}

// At theta = 0 the logit of the true class falls by s * sin(m) a radian; a cosine clamped for the
// sake of the sine's slope would not turn a clip away from the opposite of its class.
TEST(Aam, StillTurnsAClipThatIsAlmostOppositeToItsClass) {
  const auto loss = at_angles({"margin=0.2", "scale=30.0"}, {kPi - 1e-3, 0.0});
  const auto function = [&](const torch::Tensor& x) {
    auto step = serhost::testing::step();
    return loss->forward({.embedding = x}, {.label = torch::tensor({0}, torch::kLong)}, step)
        .mean();
  };
  EXPECT_TRUE(checks::near(checks::gradient(function, embedding(0)),
                           checks::slopes(function, embedding(0), 1e-6), 1e-5));
  EXPECT_GT(checks::gradient(function, embedding(0)).abs().max().item<double>(), 1e-3);
}

// 10 epochs of 20 updates, a warm-up of a fifth: full at update 40, half at 20; as a count, 4
// epochs are full at 80.
TEST(Aam, RaisesTheMarginWhileItWarmsUpInTrainingOnly) {
  auto step = serhost::testing::step(true);
  step.epochs = 10;
  step.updates = 200;
  const auto margin_at = [&](const char* warmup, std::int64_t update) {
    const auto loss = at_angles({"margin=0.2", "scale=1.0", warmup}, {1.0, kPi / 2});
    step.update = update;
    const double gap = std::log(std::expm1(value(*loss, embedding(0), 0, step)));  // 0 - cos(1 + m)
    return std::acos(-gap) - 1.0;
  };
  EXPECT_NEAR(margin_at("warmup=0.2", 0), 0.0, 1e-9);
  EXPECT_NEAR(margin_at("warmup=0.2", 20), 0.1, 1e-9);
  EXPECT_NEAR(margin_at("warmup=0.2", 150), 0.2, 1e-9);
  EXPECT_NEAR(margin_at("warmup=4.0", 20), 0.05, 1e-9);
  step.training = false;
  EXPECT_NEAR(margin_at("warmup=0.2", 0), 0.2, 1e-9);
}

TEST(Aam, NeedsAnEmbeddingAndNoOutputLayer) {
  const auto needs = make_loss("aam")->needs();
  EXPECT_TRUE(needs.embedding);
  EXPECT_FALSE(needs.output);
  EXPECT_ANY_THROW(make_loss("aam", {}, {"a"}));
}

}  // namespace

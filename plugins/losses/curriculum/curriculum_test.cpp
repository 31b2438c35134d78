// Which clips count in which epoch.
#include <gmock/gmock.h>

#include "../checks.hpp"

namespace {

using serhost::testing::make_loss;
using ::testing::HasSubstr;

const std::string kLoss = R"(loss={plugin="cross_entropy"})";

serhost::Step in_epoch(std::int64_t epoch, std::int64_t epochs, bool training = true) {
  auto step = serhost::testing::step(training);
  step.epoch = epoch;
  step.epochs = epochs;
  return step;
}

/// Cross-entropies of 1, 2, 3 and 4 for label 0.
torch::Tensor output() {
  const auto p = (-torch::arange(1, 5, torch::kDouble)).exp();
  return torch::stack({p, 1 - p}, 1).log().index_select(0, torch::tensor({2, 0, 3, 1}));
}

double value(const std::vector<std::string>& options, serhost::Step step,
             const torch::Tensor& weight = {}) {
  const auto loss = make_loss("curriculum", options);
  const auto labels = torch::zeros({4}, torch::kLong);
  return loss->forward({.output = output()}, {.label = labels, .weight = weight}, step)
      .item<double>();
}

TEST(Curriculum, BeginsWithTheClipsOfTheSmallestLossAndAddsTheOthers) {
  const std::vector<std::string> options = {kLoss, "share=0.25", "end=0.5"};
  EXPECT_NEAR(value(options, in_epoch(0, 7)), 1.0, 1e-12) << "one of four";
  EXPECT_NEAR(value(options, in_epoch(1, 7)), 1.5, 1e-12) << "half of them";
  EXPECT_NEAR(value(options, in_epoch(2, 7)), 2.0, 1e-12) << "three quarters";
  EXPECT_NEAR(value(options, in_epoch(3, 7)), 2.5, 1e-12) << "all of them";
  EXPECT_NEAR(value(options, in_epoch(0, 7, /*training=*/false)), 2.5, 1e-12) << "evaluation";
}

TEST(Curriculum, KeepsTheWeightsOfClasses) {
  const auto weight = torch::tensor({1.0, 3.0, 1.0, 1.0}, torch::kDouble);  // losses 3, 1, 4, 2
  EXPECT_NEAR(value({kLoss, "share=0.5"}, in_epoch(0, 3), weight), (3 * 1 + 2) / 4.0, 1e-12);
}

TEST(Curriculum, HasNoGradientOfClipsThatDoNotCountYet) {
  const auto loss = make_loss("curriculum", {kLoss, "share=0.5"});
  const auto x = output().requires_grad_(true);
  auto step = in_epoch(0, 3);
  loss->forward({.output = x}, {.label = torch::zeros({4}, torch::kLong)}, step).backward();
  const auto moved = x.grad().abs().amax(1);
  EXPECT_EQ(moved[0].item<double>(), 0.0);
  EXPECT_GT(moved[1].item<double>(), 0.0);
  EXPECT_EQ(moved[2].item<double>(), 0.0);
  EXPECT_GT(moved[3].item<double>(), 0.0);
}

// Shares of 1 and 1/2, squared: weights 1 and 1/4.
TEST(Curriculum, ByAgreementWeighsAClipByItsVotes) {
  const auto loss = make_loss("curriculum", {kLoss, "by=\"agreement\"", "power=2"});
  const auto votes = torch::tensor({1.0, 0.0, 0.5, 0.5}, torch::kDouble).view({2, 2});
  const serhost::View view{.output = output().slice(0, 0, 2)};
  auto step = in_epoch(0, 3);
  const auto each = make_loss("cross_entropy")->forward(view, {.soft = votes}, step);
  EXPECT_NEAR(loss->forward(view, {.soft = votes}, step).item<double>(),
              ((each[0] + each[1] / 4) / 1.25).item<double>(), 1e-12);
}

std::string refused(const std::vector<std::string>& options) {
  try {
    make_loss("curriculum", options);
  } catch (const std::exception& error) { return error.what(); }
  return "";
}

TEST(Curriculum, RefusesLossesWithoutAValueForEachClipAndAgreementWithoutVotes) {
  EXPECT_THAT(refused({R"(loss={plugin="ccc"})"}), HasSubstr("one value for the whole batch"));
  EXPECT_THAT(refused({R"(loss={plugin="focal"})", "by=\"agreement\""}), HasSubstr("needs votes"));
}

}  // namespace

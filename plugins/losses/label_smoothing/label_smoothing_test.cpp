// Label smoothing against values worked out by hand, its two limits, and the hard edges of its
// input.
#include <cmath>

#include "../checks.hpp"

namespace {

checks::Function smoothing(const std::string& epsilon, const serhost::Targets& targets) {
  return checks::of_output(
      serhost::testing::make_loss("label_smoothing", {"epsilon=" + epsilon}, checks::classes()),
      targets);
}

// p = 0.1, 0.2, 0.3, 0.4 and epsilon 0.2: q of the true class is 0.8 + 0.2 / 4 = 0.85, of each
// other 0.05.
TEST(LabelSmoothing, GivesTheTrueClassItsShareOfEpsilonToo) {
  const auto output = torch::tensor({1.0, 2.0, 3.0, 4.0}, torch::kDouble).log().unsqueeze(0);
  const double expected =
      -(0.05 * std::log(0.1) + 0.05 * std::log(0.2) + 0.85 * std::log(0.3) + 0.05 * std::log(0.4));
  EXPECT_NEAR(smoothing("0.2", {.label = torch::tensor({2}, torch::kLong)})(output).item<double>(),
              expected, 1e-12);
}

TEST(LabelSmoothing, WithEpsilonZeroIsCrossEntropy) {
  const auto plain =
      checks::of_output(serhost::testing::make_loss("cross_entropy", {}, checks::classes()),
                        {.label = checks::labels()});
  const auto function = smoothing("0.0", {.label = checks::labels()});
  EXPECT_TRUE(checks::near(function(checks::logits()), plain(checks::logits()), 1e-12));
  EXPECT_TRUE(checks::near(checks::gradient(function, checks::logits()),
                           checks::gradient(plain, checks::logits()), 1e-12));
}

TEST(LabelSmoothing, WithEpsilonOneIsTheSameForEveryLabel) {
  const auto other = torch::tensor({1, 1, 1}, torch::kLong);
  EXPECT_TRUE(checks::near(smoothing("1.0", {.label = checks::labels()})(checks::logits()),
                           smoothing("1.0", {.label = other})(checks::logits()), 1e-12));
}

TEST(LabelSmoothing, TreatsAOneHotSoftLabelAsTheLabel) {
  const auto soft = torch::one_hot(checks::labels(), 4).to(torch::kDouble);
  EXPECT_TRUE(checks::near(smoothing("0.1", {.label = checks::labels()})(checks::logits()),
                           smoothing("0.1", {.soft = soft})(checks::logits()), 1e-12));
}

// Output ln q makes p = q, where the loss is the entropy of q: 0.925 and three times 0.025 at
// epsilon 0.1.
TEST(LabelSmoothing, IsSmallestAtTheSmoothedTargetItself) {
  const auto q = torch::tensor({0.925, 0.025, 0.025, 0.025}, torch::kDouble).unsqueeze(0);
  const auto function = smoothing("0.1", {.label = torch::tensor({0}, torch::kLong)});
  EXPECT_NEAR(function(q.log()).item<double>(),
              -(0.925 * std::log(0.925) + 3 * 0.025 * std::log(0.025)), 1e-12);
  EXPECT_TRUE(checks::near(checks::gradient(function, q.log()), torch::zeros_like(q), 1e-12));
}

TEST(LabelSmoothing, HasTheGradientOfItsSlopes) {
  const auto function = smoothing("0.1", {.label = checks::labels()});
  EXPECT_TRUE(checks::near(checks::gradient(function, checks::logits()),
                           checks::slopes(function, checks::logits()), 1e-8));
}

TEST(LabelSmoothing, IsFiniteAtTheExtremes) {
  EXPECT_TRUE(checks::finite(smoothing("0.1", {.label = checks::labels()}), checks::extreme()));
}

TEST(LabelSmoothing, RefusesAShareAboveOne) {
  EXPECT_ANY_THROW(
      serhost::testing::make_loss("label_smoothing", {"epsilon=1.5"}, checks::classes()));
}

}  // namespace

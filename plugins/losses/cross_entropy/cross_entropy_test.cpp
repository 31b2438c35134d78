// Cross-entropy against values worked out by hand, and on the hard edges of its input.
#include <cmath>

#include "../checks.hpp"

namespace {

checks::Function cross_entropy(const serhost::Targets& targets) {
  return checks::of_output(serhost::testing::make_loss("cross_entropy", {}, checks::classes()),
                           targets);
}

// Outputs ln 1, ln 2, ln 3, ln 4 give p = 0.1, 0.2, 0.3, 0.4; of class 2: -ln 0.3.
TEST(CrossEntropy, IsTheNegativeLogProbabilityOfTheTrueClass) {
  const auto output = torch::tensor({1.0, 2.0, 3.0, 4.0}, torch::kDouble).log().unsqueeze(0);
  EXPECT_NEAR(cross_entropy({.label = torch::tensor({2}, torch::kLong)})(output).item<double>(),
              -std::log(0.3), 1e-12);
}

// Half the annotators say class 0, half class 3: -(ln 0.1 + ln 0.4) / 2.
TEST(CrossEntropy, WeighsTheClassesByTheAnnotatorsWhereLabelsAreSoft) {
  const auto output = torch::tensor({1.0, 2.0, 3.0, 4.0}, torch::kDouble).log().unsqueeze(0);
  const auto soft = torch::tensor({0.5, 0.0, 0.0, 0.5}, torch::kFloat).unsqueeze(0);
  EXPECT_NEAR(cross_entropy({.soft = soft})(output).item<double>(),
              -(std::log(0.1) + std::log(0.4)) / 2, 1e-12);
}

TEST(CrossEntropy, HasTheGradientOfItsSlopes) {
  const auto function = cross_entropy({.label = checks::labels()});
  EXPECT_TRUE(checks::near(checks::gradient(function, checks::logits()),
                           checks::slopes(function, checks::logits()), 1e-8));
}

TEST(CrossEntropy, IsFiniteAtTheExtremes) {
  EXPECT_TRUE(checks::finite(cross_entropy({.label = checks::labels()}), checks::extreme()));
  const auto one_sure = torch::tensor({1.0, 0.0, 0.0, 0.0}, torch::kFloat).expand({3, 4});
  EXPECT_TRUE(checks::finite(cross_entropy({.soft = one_sure}), checks::extreme()));
}

TEST(CrossEntropy, GivesOneValueAClipInTheClipsOrder) {
  const auto loss = serhost::testing::make_loss("cross_entropy", {}, checks::classes());
  auto step = serhost::testing::step();
  const auto value = loss->forward({.output = checks::logits()}, {.label = checks::labels()}, step);
  const auto order = torch::tensor({2, 0, 1}, torch::kLong);
  const auto other = loss->forward({.output = checks::logits().index_select(0, order)},
                                   {.label = checks::labels().index_select(0, order)}, step);
  ASSERT_EQ(value.sizes(), torch::IntArrayRef({3}));
  EXPECT_TRUE(torch::equal(value.index_select(0, order), other));
}

TEST(CrossEntropy, PredictsFromTheOutputAsItIs) {
  const auto loss = serhost::testing::make_loss("cross_entropy", {}, checks::classes());
  EXPECT_TRUE(torch::equal(loss->scores({.output = checks::logits()}), checks::logits()));
}

}  // namespace

// Concordance loss: moments worked out by hand, weights against repeated clips, ratings with gaps,
// degenerate batches.
#include <cmath>
#include <limits>

#include "../checks.hpp"

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

checks::Function ccc(const std::string& form, const serhost::Targets& targets,
                     const std::string& variance = "biased") {
  return checks::of_output(
      serhost::testing::make_loss("ccc", {"form=\"" + form + "\"", "variance=\"" + variance + "\""},
                                  checks::classes()),
      targets);
}

torch::Tensor column(const std::vector<double>& values) {
  return torch::tensor(values, torch::kDouble).unsqueeze(1);
}

// x = 1 2 3, y = 1 2 6: means 2 and 3, var_x = 2/3, var_y = (4 + 1 + 9)/3 = 14/3, cov = ((-1)(-2) +
// 0 + (1)(3))/3 = 5/3; 1 - (10/3) / (16/3 + 1) = 1 - 10/19.
TEST(Ccc, OfRatingsMatchesTheValueWorkedOutByHand) {
  EXPECT_NEAR(ccc("flat", {.dimensions = column({1, 2, 6})})(column({1, 2, 3})).item<double>(),
              1.0 - 10.0 / 19.0, 1e-8);
}

// Divided by n - 1: var_x = 1, var_y = 7, cov = 5/2; 1 - 5 / (8 + 1).
TEST(Ccc, OfRatingsWithUnbiasedVarianceMatchesTheValueWorkedOutByHand) {
  EXPECT_NEAR(
      ccc("flat", {.dimensions = column({1, 2, 6})}, "unbiased")(column({1, 2, 3})).item<double>(),
      4.0 / 9.0, 1e-8);
}

TEST(Ccc, IsZeroForTheTruthAndTwoForItsMirrorImage) {
  const auto truth = column({-1, 0, 1});
  EXPECT_NEAR(ccc("flat", {.dimensions = truth})(truth).item<double>(), 0.0, 1e-7);
  EXPECT_NEAR(ccc("flat", {.dimensions = truth})(-truth).item<double>(), 2.0, 1e-7);
}

TEST(Ccc, LeavesOutClipsAndDimensionsThatAreNotRated) {
  const auto output =
      torch::tensor({1.0, 9.0, 5.0, 2.0, 9.0, 7.0, 3.0, 9.0, 1.0, 7.0, 9.0, 2.0}, torch::kDouble)
          .view({4, 3});
  const auto ratings =
      torch::tensor({1.0, kNone, 1.0, 2.0, kNone, 2.0, 6.0, kNone, 4.0, kNone, kNone, 3.0},
                    torch::kDouble)
          .view({4, 3});
  const auto both = ccc("flat", {.dimensions = ratings})(output).item<double>();
  const auto third =
      ccc("flat", {.dimensions = column({1, 2, 4, 3})})(column({5, 7, 1, 2})).item<double>();
  EXPECT_NEAR(both, ((1.0 - 10.0 / 19.0) + third) / 2,
              1e-8);  // the second dimension has no ratings at all
  EXPECT_TRUE(checks::finite(ccc("flat", {.dimensions = ratings}), output));
}

TEST(Ccc, CountsAClipOfWeightTwoAsTwoClips) {
  const auto twice = torch::tensor({0, 1, 1, 2}, torch::kLong);
  const serhost::Targets repeated{.label = checks::labels().index_select(0, twice)};
  const serhost::Targets weighted{.label = checks::labels(),
                                  .weight = torch::tensor({1.0, 2.0, 1.0}, torch::kDouble)};
  for (const auto* form : {"flat", "per_class", "ordinal"}) {
    EXPECT_TRUE(checks::near(ccc(form, weighted)(checks::logits()),
                             ccc(form, repeated)(checks::logits().index_select(0, twice)), 1e-12))
        << form;
  }
}

// The expected class number in a batch where p is sure and right is the label itself.
TEST(Ccc, OfSureAndRightOutputsIsZeroInEveryForm) {
  const auto label = torch::tensor({0, 1, 2, 3}, torch::kLong);
  for (const auto* form : {"flat", "per_class", "ordinal"}) {
    EXPECT_NEAR(ccc(form, {.label = label})(torch::eye(4, torch::kDouble) * 100).item<double>(),
                0.0, 1e-6)
        << form;
  }
}

TEST(Ccc, DoesNotDependOnTheOrderOfTheBatch) {
  const auto order = torch::tensor({2, 0, 1}, torch::kLong);
  for (const auto* form : {"flat", "per_class", "ordinal"}) {
    EXPECT_TRUE(checks::near(ccc(form, {.label = checks::labels()})(checks::logits()),
                             ccc(form, {.label = checks::labels().index_select(0, order)})(
                                 checks::logits().index_select(0, order)),
                             1e-12))
        << form;
  }
}

TEST(Ccc, HasTheGradientOfItsSlopes) {
  const serhost::Targets targets{.label = checks::labels(),
                                 .weight = torch::tensor({0.5, 1.0, 2.0}, torch::kDouble)};
  for (const auto* form : {"flat", "per_class", "ordinal"}) {
    for (const auto* variance : {"biased", "unbiased"}) {
      const auto function = ccc(form, targets, variance);
      EXPECT_TRUE(checks::near(checks::gradient(function, checks::logits()),
                               checks::slopes(function, checks::logits()), 1e-8))
          << form << " " << variance;
    }
  }
}

TEST(Ccc, IsFiniteForOneClipForOneClassAndAtTheExtremes) {
  const auto one_class = torch::tensor({1, 1, 1}, torch::kLong);
  for (const auto* form : {"flat", "per_class", "ordinal"}) {
    for (const auto* variance : {"biased", "unbiased"}) {
      EXPECT_TRUE(
          checks::finite(ccc(form, {.label = checks::labels()}, variance), checks::extreme()))
          << form << " " << variance;
      EXPECT_TRUE(checks::finite(ccc(form, {.label = one_class}, variance), checks::logits()))
          << form << " " << variance;
      EXPECT_TRUE(checks::finite(ccc(form, {.label = one_class.slice(0, 0, 1)}, variance),
                                 checks::logits().slice(0, 0, 1)))
          << form << " " << variance;
    }
  }
}

// Class d never occurs: its column has no covariance with a constant, hence a loss of 1, a quarter
// of the mean.
TEST(Ccc, AddsAConstantForAClassThatIsAbsentFromTheBatch) {
  const auto label = torch::tensor({0, 1, 2}, torch::kLong);
  EXPECT_NEAR(ccc("per_class", {.label = label})(torch::eye(4, torch::kDouble).slice(0, 0, 3) * 100)
                  .item<double>(),
              0.25, 1e-6);
  EXPECT_TRUE(checks::finite(ccc("per_class", {.label = label}), checks::logits()));
}

TEST(Ccc, IsOneFigureOfTheWholeBatch) {
  const auto loss = serhost::testing::make_loss("ccc", {}, checks::classes());
  auto step = serhost::testing::step();
  EXPECT_TRUE(loss->needs().whole_batch);
  EXPECT_EQ(loss->forward({.output = checks::logits()}, {.label = checks::labels()}, step).dim(),
            0);
}

}  // namespace

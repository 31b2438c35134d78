#include "metrics/concordance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

using namespace serhost::metrics;

using Values = std::vector<double>;

TEST(Concordance, OfAWorkedExample) {
  // x 1 2 3, y 2 4 6: means 2 and 4, variances 2/3 and 8/3, covariance 4/3: 2 · 4/3 / (2/3 + 8/3 +
  // 4) = 4/11.
  EXPECT_DOUBLE_EQ(concordance(Values{1, 2, 3}, Values{2, 4, 6}), 4.0 / 11);
}

TEST(Concordance, IsOneForEqualListsAndMinusOneForMirroredOnes) {
  EXPECT_DOUBLE_EQ(concordance(Values{1, 2, 4}, Values{1, 2, 4}), 1.0);
  EXPECT_DOUBLE_EQ(concordance(Values{-1, 0, 1}, Values{1, 0, -1}), -1.0);
}

TEST(Concordance, IsSymmetricAndPunishesAShiftThatCorrelationIgnores) {
  const Values x = {1, 2, 3, 4}, y = {2, 3, 4, 5};
  EXPECT_DOUBLE_EQ(concordance(x, y), concordance(y, x));
  EXPECT_DOUBLE_EQ(concordance(x, y), 2 * 1.25 / (1.25 + 1.25 + 1.0));
}

TEST(Concordance, SurvivesLargeMeans) {
  EXPECT_NEAR(concordance(Values{1e9 + 1, 1e9 + 2, 1e9 + 3}, Values{1e9 + 2, 1e9 + 4, 1e9 + 6}),
              4.0 / 11, 1e-9);
}

TEST(Concordance, IsUndefinedForNothingAndForOneConstant) {
  EXPECT_TRUE(std::isnan(concordance(Values{}, Values{})));
  EXPECT_TRUE(std::isnan(concordance(Values{3, 3}, Values{3, 3})));
  EXPECT_EQ(concordance(Values{3, 3}, Values{4, 4}), 0.0);
  EXPECT_EQ(concordance(Values{3, 3}, Values{1, 2}), 0.0);
}

TEST(Concordance, RefusesUnequalLists) {
  EXPECT_THROW(concordance(Values{1}, Values{1, 2}), std::logic_error);
}

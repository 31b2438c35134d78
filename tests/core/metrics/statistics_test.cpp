// What holds of the statistical tests whatever the numbers, and their edges.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "base/seed.hpp"
#include "metrics/correction.hpp"
#include "metrics/effects.hpp"
#include "metrics/equivalence.hpp"
#include "metrics/mcnemar.hpp"
#include "metrics/signs.hpp"

using namespace serhost;
using namespace serhost::metrics;

namespace {

std::vector<double> normal(Random& random, std::size_t count, double mean = 0.0) {
  std::vector<double> out(count);
  for (auto& value : out) value = mean + random.normal();
  return out;
}

std::vector<double> negative(std::vector<double> values) {
  for (auto& value : values) value = -value;
  return values;
}

}  // namespace

TEST(McNemar, OfSystemsThatNeverDifferFindsNothing) {
  const auto found = mcnemar({true, false, true}, {true, false, true});
  EXPECT_EQ(found.exact, 1.0);
  EXPECT_EQ(found.mid_p, 1.0);
  EXPECT_THROW(mcnemar({true}, {true, false}), std::logic_error);
}

TEST(McNemar, WorkedOutByHand) {
  // One clip of three is the first's alone, two are the second's: P(at most 1 of 3) = (1 + 3) / 8,
  // twice that is 1.
  const auto even = mcnemar({true, false, false}, {false, true, true});
  EXPECT_DOUBLE_EQ(even.exact, 1.0);
  // None of four: 2 / 16; the mid-p counts the observed outcome half on each side: 2 / 16 - 1 / 16.
  const auto clear = mcnemar({false, false, false, false}, {true, true, true, true});
  EXPECT_DOUBLE_EQ(clear.exact, 0.125);
  EXPECT_DOUBLE_EQ(clear.mid_p, 0.0625);
}

TEST(McNemar, OfSeveralSeedsSumsSignedCountsAndHalvesTies) {
  // Two seeds. Clip 1: the second alone is right in both; 2: in one, in the other neither differs;
  // 3: each is right alone once, a tie; 4: no seed differs.
  const auto found = mcnemar_of_seeds({2, 1, 0, 0}, {true, true, true, false});
  EXPECT_DOUBLE_EQ(found.only_second, 2.5);
  EXPECT_DOUBLE_EQ(found.only_first, 0.5);
  EXPECT_GT(found.mid_p, mcnemar_of_seeds({2, 1}, {true, true}).mid_p - 1e-12);
  const auto ties = mcnemar_of_seeds({0, 0}, {true, true});
  EXPECT_DOUBLE_EQ(ties.only_first, 1.0);
  EXPECT_DOUBLE_EQ(ties.exact, 1.0);
  EXPECT_THROW(mcnemar_of_seeds({1}, {true, false}), std::logic_error);
}

TEST(SignTests, DoNotDependOnSideOrOrder) {
  Random random(1);
  for (int draw = 0; draw < 20; ++draw) {
    auto values = normal(random, 3 + random.below(12), 0.3);
    const auto ranks = signed_rank(values), flips = sign_flips(values);
    EXPECT_DOUBLE_EQ(signed_rank(negative(values)).p, ranks.p);
    EXPECT_DOUBLE_EQ(sign_flips(negative(values)).p, flips.p);
    random.shuffle(values);
    EXPECT_DOUBLE_EQ(signed_rank(values).p, ranks.p);
    EXPECT_DOUBLE_EQ(sign_flips(values).p, flips.p);
  }
}

TEST(SignTests, OfOneSidedDifferencesHaveTheSmallestPossibleP) {
  // Only two of 2^6 assignments are as extreme: all plus and all minus.
  EXPECT_DOUBLE_EQ(signed_rank({1, 2, 3, 4, 5, 6}).p, 2.0 / 64);
  EXPECT_DOUBLE_EQ(sign_flips({1, 2, 3, 4, 5, 6}).p, 2.0 / 64);
}

TEST(SignTests, FindNothingInNothing) {
  EXPECT_EQ(signed_rank({}).p, 1.0);
  EXPECT_EQ(signed_rank({0.0, 0.0}).p, 1.0);
  EXPECT_EQ(sign_flips({}).p, 1.0);
  EXPECT_EQ(sign_flips({0.0, 0.0, 0.0}).p, 1.0);
}

TEST(SignFlips, DrawnAtRandomComeCloseToTheNormalApproximation) {
  Random random(2);
  const auto values = normal(random, 60, 0.25);
  const auto found = sign_flips(values);
  EXPECT_FALSE(found.exact);
  double squares = 0.0;
  for (const double value : values) squares += value * value;
  const double z =
      std::abs(std::accumulate(values.begin(), values.end(), 0.0)) / std::sqrt(squares);
  EXPECT_NEAR(found.p, std::erfc(z / std::sqrt(2.0)), 0.01);
  EXPECT_EQ(sign_flips(values).p, found.p);
}

TEST(SignTests, UnderNoDifferenceFindOneInTwenty) {
  // 400 tests at 5 %: 20 expected, standard deviation 4.4; more than 38 would be four deviations.
  Random random(3);
  int by_ranks = 0, by_flips = 0;
  for (int draw = 0; draw < 400; ++draw) {
    const auto values = normal(random, 12);
    by_ranks += signed_rank(values).p < 0.05;
    by_flips += sign_flips(values).p < 0.05;
  }
  EXPECT_LE(by_ranks, 38);
  EXPECT_LE(by_flips, 38);
  EXPECT_GE(by_ranks, 4);
  EXPECT_GE(by_flips, 4);
}

TEST(Holm, NeverLowersAPAndKeepsTheirOrder) {
  EXPECT_TRUE(holm({}).empty());
  EXPECT_EQ(holm({0.03}), std::vector<double>{0.03});
  // 0.01 x 3; then 0.04 x 2; then 0.05 x 1, raised to the one before.
  const auto found = holm({0.05, 0.01, 0.04});
  EXPECT_DOUBLE_EQ(found[1], 0.03);
  EXPECT_DOUBLE_EQ(found[2], 0.08);
  EXPECT_DOUBLE_EQ(found[0], 0.08);
}

TEST(Equivalence, IsShownBySmallSteadyDifferencesAlone) {
  const auto p_of_units = [](const std::vector<double>& units) {
    return equivalence(mean_of(units), 0.02)->p;
  };
  EXPECT_LT(p_of_units({0.001, -0.001, 0.002, -0.002, 0.0}), 0.001);
  EXPECT_GT(p_of_units({0.05, -0.06, 0.04, -0.03}), 0.05);
  EXPECT_GT(p_of_units({0.031, 0.029, 0.03, 0.03}), 0.9);
  EXPECT_FALSE(equivalence(mean_of({0.01, 0.01, 0.01}), 0.02)) << "no spread to compute it from";
  EXPECT_FALSE(equivalence(mean_of({0.01}), 0.02));
  EXPECT_THROW(equivalence(mean_of({0.01, 0.02}), 0.0), std::logic_error);
}

TEST(DetectableDifference, ShrinksWithMoreUnits) {
  const std::vector<double> few = {0.01, -0.01, 0.01, -0.01};
  auto many = few;
  for (int i = 0; i < 4; ++i) many.insert(many.end(), few.begin(), few.end());
  EXPECT_GT(*detectable_difference(mean_of(few)), 2.0 * *detectable_difference(mean_of(many)));
  EXPECT_FALSE(detectable_difference(mean_of({0.02, 0.02}))) << "not 0.00 points";
  EXPECT_FALSE(detectable_difference(mean_of({0.02})));
}

TEST(Effects, WorkedOutByHand) {
  // Rows 0 and 1, no other difference: everything is the choice's. Columns 0 and 1: everything is
  // the seed's.
  const auto choice = effects({{0.0, 0.0}, {1.0, 1.0}});
  EXPECT_DOUBLE_EQ(choice->choice, 1.0);
  EXPECT_DOUBLE_EQ(choice->choice_p, 0.0);
  EXPECT_DOUBLE_EQ(choice->seed_p, 1.0);
  EXPECT_DOUBLE_EQ(effects({{0.0, 1.0}, {0.0, 1.0}})->seed, 1.0);
  EXPECT_FALSE(effects({{0.5, 0.5}, {0.5, 0.5}}));
  EXPECT_FALSE(effects({{0.5, 0.6}}));
  EXPECT_FALSE(effects({{0.5}, {0.6}}));
  EXPECT_FALSE(effects({{0.5, 0.6}, {0.5}}));
}

TEST(Effects, OfEqualValuesAreNotSharesOfTheirRounding) {
  // 0.1 + 0.2 and 0.3 differ in the last bit; sums of squares of about 1e-33 were printed as shares
  // of 33 %.
  EXPECT_FALSE(effects({{0.3, 0.1 + 0.2}, {0.1 + 0.2, 0.3}}));
  EXPECT_FALSE(effects({{0.7, 0.7, 0.7}, {0.7, 0.7, 0.7 + 1e-15}}));
  const auto found = effects({{0.3, 0.4}, {0.1 + 0.2, 0.4}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->choice, 0.0);
  EXPECT_EQ(found->rest, 0.0);
  EXPECT_DOUBLE_EQ(found->seed, 1.0);
}

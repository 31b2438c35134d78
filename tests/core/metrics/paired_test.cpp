#include "metrics/paired.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "base/seed.hpp"
#include "core/metrics/outcomes.hpp"

using namespace serhost;
using namespace serhost::metrics;

TEST(CompareOverSpeakers, WorkedOutByHand) {
  // With as many clips of each speaker the jackknife of an accuracy is the t test of the speakers'
  // own differences: 0.1 0.1 0.4 0.0 0.3 -0.1, mean 2/15, standard deviation 0.18619, error
  // 0.07601, t 1.7541 of 5 degrees of freedom.
  const auto found = compare_over_speakers({speakers_with({2, 3, 4, 5, 6, 7})},
                                           {speakers_with({3, 4, 8, 5, 9, 6})})
                         .at("wa");
  EXPECT_DOUBLE_EQ(found.first, 0.45);
  EXPECT_NEAR(found.second - found.first, 2.0 / 15, 1e-12);
  EXPECT_NEAR(found.estimate.value, 2.0 / 15, 1e-12);
  EXPECT_NEAR(found.estimate.error, 0.07601, 1e-5);
  EXPECT_EQ(found.estimate.freedom, 5.0);
  EXPECT_NEAR(found.p, 0.13978, 1e-5);
  EXPECT_NEAR(*found.interval.low, 2.0 / 15 - 2.57058 * 0.07601, 1e-4);
  EXPECT_NEAR(*found.interval.high, 2.0 / 15 + 2.57058 * 0.07601, 1e-4);
}

TEST(CompareOverSpeakers, IntervalAndPNeverContradict) {
  Random random(7);
  int significant = 0;
  for (int draw = 0; draw < 300; ++draw) {
    std::vector<int> a(6 + random.below(6)), b(a.size());
    for (std::size_t k = 0; k < a.size(); ++k) {
      a[k] = static_cast<int>(random.below(9));
      b[k] = std::min(10, a[k] + static_cast<int>(random.below(4)));
    }
    for (const auto& [name, found] :
         compare_over_speakers({speakers_with(a)}, {speakers_with(b)})) {
      if (!found.interval.low) continue;
      EXPECT_EQ(found.p < 0.05, *found.interval.low > 0.0 || *found.interval.high < 0.0)
          << name << " " << found.p;
      significant += found.p < 0.05;
    }
  }
  EXPECT_GT(significant, 100) << "the test must see both sides";
}

TEST(CompareOverSpeakers, WhereAllSpeakersAgreeCountsSignsAndGivesNoInterval) {
  const auto found = compare_over_speakers({speakers_with({2, 3, 4, 5, 6, 7})},
                                           {speakers_with({3, 4, 5, 6, 7, 8})})
                         .at("wa");
  EXPECT_DOUBLE_EQ(found.p, 2.0 / 64);
  EXPECT_FALSE(found.interval.low);
  EXPECT_EQ(found.interval.method, "no interval: all speakers show the same difference");
}

TEST(CompareOverSpeakers, FindsAClearDifferenceWhereTheIntervalsOfBothOverlap) {
  const auto weak = speakers_with({1, 9, 2, 8, 3, 7, 4, 6}),
             strong = speakers_with({2, 10, 3, 9, 4, 9, 5, 7});
  EXPECT_LT(*interval_over_speakers("wa", {strong}).low,
            *interval_over_speakers("wa", {weak}).high);
  EXPECT_LT(compare_over_speakers({weak}, {strong}).at("wa").p, 0.01);
}

TEST(CompareOverSpeakers, OfASystemWithItselfFindsNothing) {
  const auto one = speakers_with({2, 9, 4, 5, 6});
  for (const auto& [name, found] : compare_over_speakers({one, one}, {one, one})) {
    if (name == "ece" || name == "brier") continue;
    EXPECT_EQ(found.p, 1.0) << name;
    EXPECT_EQ(found.estimate.value, 0.0) << name;
  }
}

TEST(CompareOverSpeakers, TheOtherWayRoundIsTheSameWithTheOtherSign) {
  const auto a = speakers_with({2, 9, 4, 5, 6, 7, 3}), b = speakers_with({3, 9, 6, 5, 8, 7, 5});
  const auto forth = compare_over_speakers({a}, {b}).at("ua"),
             back = compare_over_speakers({b}, {a}).at("ua");
  EXPECT_NEAR(forth.p, back.p, 1e-12);
  EXPECT_NEAR(*forth.interval.low, -*back.interval.high, 1e-12);
  EXPECT_NEAR(*forth.interval.high, -*back.interval.low, 1e-12);
}

TEST(CompareOverSpeakers, UnderNoDifferenceFindsOneInTwenty) {
  // 400 comparisons over 16 speakers at 5 %: 20 expected, standard deviation 4.4; more than 38
  // would be four deviations.
  Random random(4);
  const auto noisy = [&](const std::vector<int>& skill) {
    auto right = skill;
    for (auto& clips : right) clips += static_cast<int>(random.below(3)) - 1;
    return speakers_with(right);
  };
  int found = 0;
  for (int draw = 0; draw < 400; ++draw) {
    std::vector<int> skill(16);
    for (auto& clips : skill) clips = 2 + static_cast<int>(random.below(7));
    found += compare_over_speakers({noisy(skill)}, {noisy(skill)}).at("wa").p < 0.05;
  }
  EXPECT_LE(found, 38);
  EXPECT_GE(found, 4);
}

TEST(CompareOverSpeakers, GivesNoTestWhereSpeakersAreFewUnknownOrUnequal) {
  const auto few =
      compare_over_speakers({speakers_with({2, 3, 4})}, {speakers_with({5, 6, 7})}).at("wa");
  EXPECT_TRUE(std::isnan(few.p));
  EXPECT_EQ(few.interval.method, "no interval: 3 speakers, but at least 5 are needed");
  EXPECT_DOUBLE_EQ(few.first, 0.3);
  EXPECT_DOUBLE_EQ(few.second, 0.6);
  auto a = speakers_with({2, 3, 4, 5, 6, 7}), b = speakers_with({3, 4, 8, 5, 9, 6});
  for (int copy = 0; copy < 9; ++copy) {
    a.append(speakers_with({3}));
    b.append(speakers_with({4}));
  }
  EXPECT_TRUE(std::isnan(compare_over_speakers({a}, {b}).at("wa").p));
}

TEST(CompareOverFolds, IsOfTheMeanOfFoldsWhateverTheirSizes) {
  // One large fold gains, five small ones lose: pooled the second is ahead, in the mean of folds
  // behind.
  std::vector<std::vector<Outcomes>> first, second;
  for (int fold = 0; fold < 6; ++fold) {
    std::vector<int> before(fold == 0 ? 30 : 1, 5), after(before.size(), fold == 0 ? 8 : 3);
    if (fold == 5) after[0] = 4;
    first.push_back({speakers_with(before)});
    second.push_back({speakers_with(after)});
  }
  const auto found = compare_over_folds(first, second).at("wa");
  EXPECT_NEAR(found.estimate.value, (0.3 - 4 * 0.2 - 0.1) / 6, 1e-12);
  EXPECT_NEAR(found.second - found.first, found.estimate.value, 1e-12);
  EXPECT_EQ(found.estimate.units, 6u);
  EXPECT_EQ(found.interval.method, "jackknife t over 6 folds, 95 %");
}

TEST(CompareOverSpeakers, OfOtherClipsIsAMistake) {
  EXPECT_THROW(
      compare_over_speakers({speakers_with({2, 3, 4, 5, 6})}, {speakers_with({2, 3, 4, 5, 6, 7})}),
      std::logic_error);
  EXPECT_THROW(compare_over_speakers({}, {}), std::logic_error);
}

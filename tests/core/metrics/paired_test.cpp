#include "metrics/paired.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "base/seed.hpp"
#include "core/metrics/outcomes.hpp"

using namespace serhost;
using namespace serhost::metrics;

TEST(CompareOverSpeakers, GivesTheDifferenceAndItsExactTest) {
  // The second is one clip in ten better with every one of six speakers: only 2 of 2^6 swaps are as
  // far.
  const auto found = compare_over_speakers({speakers_with({2, 3, 4, 5, 6, 7})},
                                           {speakers_with({3, 4, 5, 6, 7, 8})})
                         .at("wa");
  EXPECT_DOUBLE_EQ(found.first, 0.45);
  EXPECT_DOUBLE_EQ(found.second, 0.55);
  EXPECT_TRUE(found.exact);
  EXPECT_DOUBLE_EQ(found.p, 2.0 / 64);
  EXPECT_NEAR(*found.interval.low, 0.1, 1e-12);
  EXPECT_NEAR(*found.interval.high, 0.1, 1e-12);
}

TEST(CompareOverSpeakers, SaysWhatEachSpeakerSaysOfTheDifference) {
  // With as many clips of each speaker, pseudo-values of an accuracy are the speakers' own
  // differences.
  const auto found = compare_over_speakers({speakers_with({2, 3, 4, 5, 6, 7})},
                                           {speakers_with({3, 4, 8, 5, 9, 6})});
  const std::vector<double> own = {0.1, 0.1, 0.4, 0.0, 0.3, -0.1};
  const auto& wa = found.at("wa");
  ASSERT_EQ(wa.by_speaker.size(), own.size());
  double sum = 0.0;
  for (std::size_t k = 0; k < own.size(); ++k) {
    EXPECT_NEAR(wa.by_speaker[k], own[k], 1e-12) << k;
    sum += wa.by_speaker[k];
  }
  EXPECT_NEAR(sum / 6.0, wa.second - wa.first, 1e-12);
}

TEST(CompareOverSpeakers, FindsAClearDifferenceWhereTheIntervalsOfBothOverlap) {
  const auto weak = speakers_with({1, 9, 2, 8, 3, 7, 4, 6}),
             strong = speakers_with({2, 10, 3, 9, 4, 8, 5, 7});
  EXPECT_LT(*bootstrap_over_speakers("wa", {strong}).low,
            *bootstrap_over_speakers("wa", {weak}).high);
  EXPECT_LT(compare_over_speakers({weak}, {strong}).at("wa").p, 0.01);
}

TEST(CompareOverSpeakers, OfASystemWithItselfFindsNothing) {
  const auto one = speakers_with({2, 9, 4, 5, 6});
  for (const auto& [name, found] : compare_over_speakers({one, one}, {one, one})) {
    if (name == "ece" || name == "brier") continue;
    EXPECT_EQ(found.p, 1.0) << name;
    EXPECT_EQ(found.interval.low, 0.0) << name;
    EXPECT_EQ(found.interval.high, 0.0) << name;
  }
}

TEST(CompareOverSpeakers, TheOtherWayRoundIsTheSameWithTheOtherSign) {
  const auto a = speakers_with({2, 9, 4, 5, 6, 7, 3}), b = speakers_with({3, 9, 6, 5, 8, 7, 5});
  const auto forth = compare_over_speakers({a}, {b}).at("ua"),
             back = compare_over_speakers({b}, {a}).at("ua");
  EXPECT_DOUBLE_EQ(forth.p, back.p);
  EXPECT_NEAR(*forth.interval.low, -*back.interval.high, 1e-12);
  EXPECT_NEAR(*forth.interval.high, -*back.interval.low, 1e-12);
}

TEST(CompareOverSpeakers, UnderNoDifferenceFindsOneInTwenty) {
  // 200 comparisons over 16 speakers at 5 %: 10 expected, standard deviation 3.1; more than 22
  // would be four deviations.
  Random random(4);
  const auto noisy = [&](const std::vector<int>& skill) {
    auto right = skill;
    for (auto& clips : right) clips += static_cast<int>(random.below(3)) - 1;
    return speakers_with(right);
  };
  int found = 0;
  for (int draw = 0; draw < 200; ++draw) {
    std::vector<int> skill(16);
    for (auto& clips : skill) clips = 2 + static_cast<int>(random.below(7));
    found += compare_over_speakers({noisy(skill)}, {noisy(skill)}, 200).at("wa").p < 0.05;
  }
  EXPECT_LE(found, 22);
  EXPECT_GE(found, 1);
}

TEST(CompareOverSpeakers, GivesNoTestWhereSpeakersAreFewOrUnknown) {
  const auto few =
      compare_over_speakers({speakers_with({2, 3, 4})}, {speakers_with({5, 6, 7})}).at("wa");
  EXPECT_TRUE(std::isnan(few.p));
  EXPECT_EQ(few.interval.method, "no interval: 3 speakers, but at least 5 are needed");
  EXPECT_DOUBLE_EQ(few.first, 0.3);
  EXPECT_DOUBLE_EQ(few.second, 0.6);
  const auto one = speakers_with({2, 3, 4, 5, 6});
  EXPECT_TRUE(std::isnan(compare_over_speakers({one}, {one, one})
                             .at("wa")
                             .p));  // swaps need as many seeds on both sides
}

TEST(CompareOverSpeakers, OfOtherClipsIsAMistake) {
  EXPECT_THROW(
      compare_over_speakers({speakers_with({2, 3, 4, 5, 6})}, {speakers_with({2, 3, 4, 5, 6, 7})}),
      std::logic_error);
  EXPECT_THROW(compare_over_speakers({}, {}), std::logic_error);
}

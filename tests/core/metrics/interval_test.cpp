#include "metrics/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "core/metrics/outcomes.hpp"

using namespace serhost::metrics;

TEST(Interval, HoldsTheFigureAndIsTheSameTwice) {
  const auto outcomes = speakers_with({4, 5, 6, 7, 8, 9, 5, 6});
  const auto first = bootstrap_over_speakers("wa", {outcomes});
  ASSERT_TRUE(first.low && first.high);
  const double figure = metric("wa", outcomes);
  EXPECT_LT(*first.low, figure);
  EXPECT_GT(*first.high, figure);
  EXPECT_EQ(first.method, "BCa bootstrap over 8 speakers, 2000 draws, 95 %");
  EXPECT_EQ(first.speakers, 8u);
  const auto second = bootstrap_over_speakers("wa", {outcomes});
  EXPECT_EQ(first.low, second.low);
  EXPECT_EQ(first.high, second.high);
}

TEST(Interval, HasTheWidthOfTheMeanOfSpeakers) {
  // Equal speakers: WA is the mean of speaker accuracies, whose bootstrap deviation is
  // sqrt(variance / speakers). Accuracies 0.2 … 0.8 in steps of 0.1: variance 0.04, 7 speakers,
  // deviation 0.0756; 95 % is about ±1.96 of these.
  const auto interval = bootstrap_over_speakers("wa", {speakers_with({2, 3, 4, 5, 6, 7, 8})}, 4000);
  EXPECT_NEAR(*interval.high - *interval.low, 2 * 1.96 * std::sqrt(0.04 / 7), 0.03);
  EXPECT_NEAR((*interval.high + *interval.low) / 2, 0.5, 0.02);
}

TEST(Interval, OfSpeakersWhoAreAllAlikeHasNoWidth) {
  const auto interval = bootstrap_over_speakers("ua", {speakers_with({6, 6, 6, 6, 6})});
  EXPECT_DOUBLE_EQ(*interval.low, 0.6);
  EXPECT_DOUBLE_EQ(*interval.high, 0.6);
}

TEST(Interval, AveragesOverSeedsWithinADraw) {
  // What one seed gains the other loses, speaker by speaker: the mean is 0.5 in every draw.
  const auto interval = bootstrap_over_speakers(
      "wa", {speakers_with({2, 8, 3, 7, 5}), speakers_with({8, 2, 7, 3, 5})});
  EXPECT_DOUBLE_EQ(*interval.low, 0.5);
  EXPECT_DOUBLE_EQ(*interval.high, 0.5);
}

TEST(Interval, IsNotGivenForFourSpeakers) {
  const auto interval = bootstrap_over_speakers("ua", {speakers_with({5, 6, 7, 8})});
  EXPECT_FALSE(interval.low || interval.high);
  EXPECT_EQ(interval.method, "no interval: 4 speakers, but at least 5 are needed");
  EXPECT_EQ(interval.speakers, 4u);
}

TEST(Interval, IsNotGivenWhereASpeakerIsUnknownOrTheMetricUndefined) {
  auto outcomes = speakers_with({5, 6, 7, 8, 9});
  EXPECT_EQ(bootstrap_over_speakers("ece", {outcomes}).method,
            "no interval: the metric is undefined");
  outcomes.speakers[3] = std::nullopt;
  EXPECT_EQ(bootstrap_over_speakers("ua", {outcomes}).method, "no interval: speakers are unknown");
  outcomes.speakers.clear();
  EXPECT_FALSE(bootstrap_over_speakers("ua", {outcomes}).low.has_value());
  EXPECT_EQ(bootstrap_over_speakers("ua", {}).method, "no interval: no test clips");
}

TEST(Interval, OfAnUnknownMetricIsAMistake) {
  EXPECT_THROW(bootstrap_over_speakers("accuracy", {speakers_with({5, 6, 7, 8, 9})}),
               std::logic_error);
}

TEST(Interval, CopesWithSeedsThatHaveTestSpeakersOfTheirOwn) {
  auto other = speakers_with({9, 9, 9});
  for (auto& speaker : other.speakers) *speaker += " of seed 2";
  const auto interval = bootstrap_over_speakers("wa", {speakers_with({5, 5, 5}), other});
  ASSERT_TRUE(interval.low && interval.high);
  EXPECT_GE(*interval.low, 0.5);
  EXPECT_LE(*interval.high, 0.9);
  EXPECT_EQ(interval.speakers, 6u);
}

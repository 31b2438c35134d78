#include "metrics/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "core/metrics/outcomes.hpp"
#include "metrics/jackknife.hpp"

using namespace serhost::metrics;

TEST(Interval, HoldsTheValueAndIsTheSameTwice) {
  const auto outcomes = speakers_with({4, 5, 6, 7, 8, 9, 5, 6});
  const auto first = interval_over_speakers("wa", {outcomes});
  ASSERT_TRUE(first.low && first.high);
  const double value = metric("wa", outcomes);
  EXPECT_LT(*first.low, value);
  EXPECT_GT(*first.high, value);
  EXPECT_EQ(first.method, "jackknife t over 8 speakers, 95 %");
  EXPECT_EQ(first.speakers, 8u);
  const auto second = interval_over_speakers("wa", {outcomes});
  EXPECT_EQ(first.low, second.low);
  EXPECT_EQ(first.high, second.high);
}

TEST(Interval, WorkedOutByHand) {
  // Equal speakers: WA is the mean of speaker accuracies 0.2 … 0.8 in steps of 0.1, of sample
  // variance 0.14 / 3, standard error 0.08165; t of 6 degrees of freedom is 2.4469. At 0.5 the
  // scale log(x / (1 - x)) is four times as steep: 0 ± 4 · 2.4469 · 0.08165 = ±0.79917.
  const auto interval = interval_over_speakers("wa", {speakers_with({2, 3, 4, 5, 6, 7, 8})});
  EXPECT_NEAR(*interval.low, 1.0 / (1.0 + std::exp(0.79917)), 1e-5);
  EXPECT_NEAR(*interval.high, 1.0 / (1.0 + std::exp(-0.79917)), 1e-5);
}

TEST(Interval, NeverLeavesTheScale) {
  const auto interval = interval_over_speakers("wa", {speakers_with({10, 10, 10, 10, 10, 9})});
  ASSERT_TRUE(interval.low && interval.high);
  EXPECT_GT(*interval.low, 0.8);
  EXPECT_LT(*interval.high, 1.0);
}

TEST(Interval, AtTheBoundIsNotGiven) {
  for (const int right : {0, 10}) {
    const auto interval =
        interval_over_speakers("wa", {speakers_with({right, right, right, right, right, right})});
    EXPECT_FALSE(interval.low || interval.high);
    EXPECT_EQ(interval.method, "no interval: all speakers are alike");
  }
}

TEST(Interval, OfSpeakersWhoAreAllAlikeIsNotGiven) {
  // Its width would be 0, which looks like certainty.
  EXPECT_EQ(interval_over_speakers("ua", {speakers_with({6, 6, 6, 6, 6})}).method,
            "no interval: all speakers are alike");
  // What one seed gains the other loses, speaker by speaker: the mean is 0.5 without anyone.
  EXPECT_EQ(
      interval_over_speakers("wa", {speakers_with({2, 8, 3, 7, 5}), speakers_with({8, 2, 7, 3, 5})})
          .method,
      "no interval: all speakers are alike");
}

TEST(Interval, IsNotGivenForFourSpeakers) {
  const auto interval = interval_over_speakers("ua", {speakers_with({5, 6, 7, 8})});
  EXPECT_FALSE(interval.low || interval.high);
  EXPECT_EQ(interval.method, "no interval: 4 speakers, but at least 5 are needed");
  EXPECT_EQ(interval.speakers, 4u);
}

TEST(Interval, IsNotGivenWhereASpeakerIsUnknownOrTheMetricUndefined) {
  auto outcomes = speakers_with({5, 6, 7, 8, 9});
  EXPECT_EQ(interval_over_speakers("ece", {outcomes}).method,
            "no interval: the metric is undefined");
  outcomes.speakers[3] = std::nullopt;
  EXPECT_EQ(interval_over_speakers("ua", {outcomes}).method, "no interval: speakers are unknown");
  outcomes.speakers.clear();
  EXPECT_FALSE(interval_over_speakers("ua", {outcomes}).low.has_value());
  EXPECT_EQ(interval_over_speakers("ua", {}).method, "no interval: no test clips");
}

TEST(Interval, IsNotGivenWhereALeftOutSpeakerTakesAClassAlong) {
  // Class 2 has the clips of the first speaker alone: without that speaker UA is a mean of other
  // classes. WA does not mind.
  auto outcomes = speakers_with({5, 6, 7, 8, 9, 6});
  outcomes.classes = 3;
  for (std::size_t i = 0; i < 4; ++i) outcomes.truth[i] = outcomes.predicted[i] = 2;
  EXPECT_EQ(interval_over_speakers("ua", {outcomes}).method,
            "no interval: all clips of a class are of one speaker");
  EXPECT_TRUE(interval_over_speakers("wa", {outcomes}).low.has_value());
  outcomes.truth[10] = outcomes.predicted[10] = 2;
  outcomes.truth[20] = outcomes.predicted[20] = 2;
  outcomes.truth[30] = 2;
  const auto found = interval_over_speakers("ua", {outcomes});
  EXPECT_NE(found.method, "no interval: all clips of a class are of one speaker");
}

TEST(Interval, CountsUnequalSpeakersAsFewer) {
  // Weights 10/60 each, then one speaker of 100 clips beside five of 10.
  EXPECT_DOUBLE_EQ(effective_units({{0.25, 0.25, 0.25, 0.25}}), 4.0);
  EXPECT_NEAR(effective_units({{0.5, 0.25, 0.25}}), 0.375 * 0.375 / (1.0 / 16 + 2.0 / 256), 1e-12);
  auto outcomes = speakers_with({5, 6, 7, 8, 9, 6});
  for (int copy = 0; copy < 9; ++copy) {
    const auto more = speakers_with({5});
    outcomes.append(more);
  }
  const auto found = interval_over_speakers("wa", {outcomes});
  EXPECT_FALSE(found.low);
  EXPECT_EQ(found.method,
            "no interval: 6 speakers, but most clips are of so few that they count as 1.1");
}

TEST(Interval, OfAnUnknownMetricIsAMistake) {
  EXPECT_THROW(interval_over_speakers("accuracy", {speakers_with({5, 6, 7, 8, 9})}),
               std::logic_error);
}

TEST(Interval, CopesWithSeedsThatHaveTestSpeakersOfTheirOwn) {
  auto other = speakers_with({8, 9, 9});
  for (auto& speaker : other.speakers) *speaker += " of seed 2";
  const auto interval = interval_over_speakers("wa", {speakers_with({5, 5, 6}), other});
  ASSERT_TRUE(interval.low && interval.high);
  EXPECT_GE(*interval.low, 0.5);
  EXPECT_LE(*interval.high, 0.9);
  EXPECT_EQ(interval.speakers, 6u);
}

#include "metrics/scores.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

using namespace serhost::metrics;

TEST(Scores, SayTheMetricsTheClassesAndTheSpeakers) {
  const Outcomes outcomes{.classes = 3,
                          .truth = {0, 0, 1},
                          .predicted = {0, 1, 1},
                          .probabilities = {0.8, 0.1, 0.1, 0.3, 0.6, 0.1, 0.2, 0.7, 0.1},
                          .speakers = {"a", "b", "a"}};
  const auto scores = score(outcomes);
  EXPECT_DOUBLE_EQ(scores.metrics.at("wa"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(scores.metrics.at("ua"), (0.5 + 1.0) / 2);
  EXPECT_DOUBLE_EQ(scores.metrics.at("brier"),
                   (0.06 + (0.49 + 0.36 + 0.01) + (0.04 + 0.09 + 0.01)) / 3);
  EXPECT_EQ(scores.metrics.size(), metric_names().size());
  EXPECT_EQ(scores.clips, 3u);
  EXPECT_EQ(scores.speakers, 2u);
  EXPECT_TRUE(scores.speakers_known);
  EXPECT_EQ(scores.classes_present, 2u);
  EXPECT_FALSE(scores.recall[2].has_value());
  for (const auto& name : metric_names())
    EXPECT_EQ(metric(name, outcomes), scores.metrics.at(name)) << name;
  EXPECT_THROW(metric("accuracy", outcomes), std::logic_error);
}

TEST(Scores, WithoutProbabilitiesHaveNoCalibration) {
  const auto scores = score(
      {.classes = 2, .truth = {0, 1}, .predicted = {0, 1}, .probabilities = {}, .speakers = {}});
  EXPECT_EQ(scores.metrics.at("wa"), 1.0);
  EXPECT_TRUE(std::isnan(scores.metrics.at("ece")));
  EXPECT_TRUE(std::isnan(scores.metrics.at("brier")));
  EXPECT_FALSE(scores.speakers_known);
}

TEST(Scores, OfNoClipsAreUndefinedAndDoNotFail) {
  const auto scores =
      score({.classes = 2, .truth = {}, .predicted = {}, .probabilities = {}, .speakers = {}});
  for (const auto& [name, value] : scores.metrics) EXPECT_TRUE(std::isnan(value)) << name;
}

TEST(Outcomes, StayParallelWhenAppended) {
  Outcomes all{
      .classes = 2, .truth = {0}, .predicted = {0}, .probabilities = {0.9, 0.1}, .speakers = {"a"}};
  all.append({.classes = 2,
              .truth = {1, 1},
              .predicted = {0, 1},
              .probabilities = {0.6, 0.4, 0.2, 0.8},
              .speakers = {}});
  EXPECT_EQ(all.truth, (std::vector<std::int64_t>{0, 1, 1}));
  EXPECT_EQ(all.probabilities.size(), 6u);
  ASSERT_EQ(all.speakers.size(), 3u);
  EXPECT_EQ(all.speakers[0], "a");
  EXPECT_FALSE(all.speakers[2].has_value());
  all.append(
      {.classes = 2, .truth = {1}, .predicted = {1}, .probabilities = {}, .speakers = {"b"}});
  EXPECT_TRUE(all.probabilities.empty());
  EXPECT_EQ(all.speakers[3], "b");
}

TEST(Scores, RefuseColumnsOfOtherLengths) {
  EXPECT_THROW(
      score({.classes = 2, .truth = {0, 1}, .predicted = {0}, .probabilities = {}, .speakers = {}}),
      std::logic_error);
  EXPECT_THROW(
      score({.classes = 2, .truth = {0}, .predicted = {0}, .probabilities = {1.0}, .speakers = {}}),
      std::logic_error);
}

// What one answer for every clip reaches, worked out by hand: without it 94 percent looks like
// much.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

#include "metrics/definitions.hpp"
#include "metrics/rows.hpp"

namespace serhost::metrics {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;

Rows rows_of(const char* task, std::vector<std::string> columns, std::vector<double> values) {
  return {find_row_evaluator(task), std::move(columns), std::move(values)};
}

TEST(ChanceLevels, OfSeveralClassesAtOnceAreThoseOfTheMostFrequentOnes) {
  // Of four clips three have a, and one has b.
  const auto rows =
      rows_of("multilabel", {"truth_a", "p_a", "predicted_a", "truth_b", "p_b", "predicted_b"},
              {1, .9, 1, 1, .1, 0, 1, .8, 1, 0, .2, 0, 1, .7, 1, 0, .3, 0, 0, .6, 1, 0, .4, 0});
  const auto chance = chance_levels(rows);
  EXPECT_NEAR(chance.at("a.f1"), 6.0 / 7.0, 1e-12);
  EXPECT_NEAR(chance.at("b.f1"), 0.4, 1e-12);
  EXPECT_NEAR(chance.at("macro_f1"), (6.0 / 7.0 + 0.4) / 2.0, 1e-12);
  EXPECT_NEAR(chance.at("wf1"), (3.0 * 6.0 / 7.0 + 0.4) / 4.0, 1e-12);
  EXPECT_NEAR(chance.at("micro_f1"), 0.75, 1e-12) << "a alone: 6 / 8; both: 8 / 12";
  EXPECT_NEAR(chance.at("map"), 0.5, 1e-12) << "the shares of the classes";
  EXPECT_NEAR(chance.at("mosei_wa"), 0.5, 1e-12);
}

TEST(ChanceLevels, OfRatingsAreThoseOfMeanAndMedian) {
  const auto chance = chance_levels(
      rows_of("regression",
              {"truth_valence", "predicted_valence", "truth_sentiment", "predicted_sentiment"},
              {1, 1, -1, 0, 1, 2, -2, 0, 2, 3, -1, 0, 8, 4, 3, 0}));
  EXPECT_NEAR(chance.at("valence.mae"), (0.0 + 0.0 + 1.0 + 7.0) / 4.0, 1e-12);
  EXPECT_NEAR(chance.at("valence.rmse"), std::sqrt((4.0 + 4.0 + 1.0 + 25.0) / 4.0), 1e-12);
  EXPECT_NEAR(chance.at("valence.ccc"), 0.0, 1e-12);
  EXPECT_NEAR(chance.at("ccc"), 0.0, 1e-12);
  for (const auto* name : {"pearson", "valence.pearson"})
    EXPECT_THAT(chance, Not(Contains(Key(name)))) << "of a constant it is undefined";
  EXPECT_NEAR(chance.at("sign_wa"), 0.75, 1e-12) << "always negative";
}

TEST(ChanceLevels, OfVotesAreThoseOfTheirMeanOrOfOneClass) {
  const auto chance =
      chance_levels(rows_of("soft", {"truth_p_a", "truth_p_b", "p_a", "p_b", "truth", "predicted"},
                            {0.5, 0.5, 0.1, 0.9, kNone, kNone, 1.0, 0.0, 0.2, 0.8, kNone, kNone}));
  const double first = 0.5 * std::log(0.5 / 0.75) + 0.5 * std::log(0.5 / 0.25);
  EXPECT_NEAR(chance.at("kl"), (first + std::log(1.0 / 0.75)) / 2.0, 1e-12);
  EXPECT_NEAR(chance.at("ua"), 1.0, 1e-12) << "the other clip has no majority";
  for (const auto* name : {"ties", "soft_ece", "ece", "brier"})
    EXPECT_THAT(chance, Not(Contains(Key(name))));
}

TEST(ChanceLevels, OfTwoTasksAreThoseOfEach) {
  const auto chance = chance_levels(
      rows_of("classification+regression",
              {"truth", "predicted", "p_x", "p_y", "truth_valence", "predicted_valence"},
              {0, 0, 1, 0, 1, 2, 0, 1, 0, 1, 1, 2, 0, 0, 1, 0, 2, 2, 1, 1, 0, 1, 8, 2}));
  EXPECT_NEAR(chance.at("ua"), 0.5, 1e-12);
  EXPECT_NEAR(chance.at("wa"), 0.75, 1e-12);
  EXPECT_NEAR(chance.at("mae"), 2.0, 1e-12);
}

TEST(ChanceLevels, AreNotTheRoundingOfAMean) {
  std::vector<double> values;
  for (int i = 0; i < 18; ++i) values.insert(values.end(), {1.0 + 0.1 * i * i, 0.3 * i});
  const auto chance =
      chance_levels(rows_of("regression", {"truth_valence", "predicted_valence"}, values));
  EXPECT_EQ(chance.at("ccc"), 0.0);
  EXPECT_FALSE(std::signbit(chance.at("ccc")));
}

TEST(ChanceLevels, OfNoClipsOrOfATaskThatHasNoneAreNone) {
  EXPECT_TRUE(chance_levels({}).empty());
  const std::vector<std::string> columns = {"truth_valence", "predicted_valence"};
  EXPECT_THAT(chance_levels(rows_of("regression", columns, {})), Not(Contains(Key("ccc"))));
}

}  // namespace
}  // namespace serhost::metrics

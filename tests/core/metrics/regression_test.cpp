// Metrics of rated dimensions: against SciPy and scikit-learn
// (tests/golden/metrics/make_ratings.py), by hand, and what must hold whatever the numbers are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "metrics/agreement.hpp"
#include "metrics/paired.hpp"
#include "metrics/rows.hpp"
#include "metrics/scores.hpp"

namespace serhost::metrics {
namespace {

using Values = std::map<std::string, double>;

Rows rows_of(std::vector<std::string> columns, const std::vector<std::vector<double>>& rows) {
  Rows out{find_row_evaluator("regression"), std::move(columns), {}};
  for (const auto& row : rows) out.values.insert(out.values.end(), row.begin(), row.end());
  return out;
}

const std::vector<std::string> kTwo = {"truth_valence", "predicted_valence", "truth_arousal",
                                       "predicted_arousal"};

/// Two speakers who rate on different levels: within each, predictions say nothing.
std::vector<std::vector<double>> two_levels() {
  return {{1, 1.5, 2, 2}, {2, 1.5, 3, 3}, {4, 4.5, 4, 4}, {5, 4.5, kNone, 5}};
}

TEST(Regression, AgreesWithSciPyAndScikitLearn) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(source, nullptr) << "CTest sets SERHOST_SOURCE_DIR to the source folder";
  const auto golden = nlohmann::json::parse(
      read_file(std::filesystem::path(source) / "tests/golden/metrics/ratings.json"));
  ASSERT_GE(golden.at("cases").size(), 6u);
  for (const auto& expected : golden.at("cases")) {
    SCOPED_TRACE(expected.at("name").get<std::string>());
    auto rows = rows_of(expected.at("columns").get<std::vector<std::string>>(), {});
    for (const auto& row : expected.at("rows")) {
      for (const auto& cell : row)
        rows.values.push_back(cell.is_null() ? kNone : cell.get<double>());
    }
    const auto got = evaluate(rows);
    EXPECT_EQ(got.size(), expected.at("expected").size());
    for (const auto& [name, value] : expected.at("expected").items())
      EXPECT_NEAR(got.at(name), value.get<double>(),
                  1e-10 * std::max(1.0, std::abs(value.get<double>())))
          << name;
  }
}

// x = 1 2 3, y = 2 4 6: 2 (4/3) / (2/3 + 8/3 + 4) = 4/11; errors 1, 2, 3.
TEST(Regression, MatchesTheExampleOfTheDocumentation) {
  const std::vector<RatedPair> pairs = {{1, 2}, {2, 4}, {3, 6}};
  const auto got = agreement(pairs);
  EXPECT_NEAR(got.ccc, 4.0 / 11.0, 1e-15);
  EXPECT_NEAR(got.pearson, 1.0, 1e-15);
  EXPECT_NEAR(got.mae, 2.0, 1e-15);
  EXPECT_NEAR(got.rmse, std::sqrt(14.0 / 3.0), 1e-15);
}

TEST(Regression, LeavesAClipOutOfTheDimensionInWhichItIsNotRatedAlone) {
  const auto got = evaluate(rows_of(kTwo, two_levels()));
  EXPECT_EQ(got.at("arousal.ccc"), 1.0) << "the fourth clip has no rating of arousal";
  EXPECT_NEAR(got.at("valence.mae"), 0.5, 1e-15) << "and counts in valence";
}

// Within each half the prediction is constant, hence a concordance of 0; over both it is not.
TEST(Regression, PooledConcordanceIsNotTheMeanOfParts) {
  const auto all = two_levels();
  const auto pooled = evaluate(rows_of(kTwo, all)).at("valence.ccc");
  const auto first = evaluate(rows_of(kTwo, {all[0], all[1]})).at("valence.ccc"),
             second = evaluate(rows_of(kTwo, {all[2], all[3]})).at("valence.ccc");
  EXPECT_EQ((first + second) / 2, 0.0);
  EXPECT_GT(pooled, 0.9);
}

TEST(Regression, HasTheSameBitsInAnyOrderAndCountsARowOfTwoTwice) {
  const auto golden = two_levels();
  auto turned = golden;
  std::reverse(turned.begin(), turned.end());
  for (const auto& [name, value] : evaluate(rows_of(kTwo, golden)))
    EXPECT_EQ(evaluate(rows_of(kTwo, turned)).at(name), value) << name;
  auto repeated = golden;
  repeated.push_back(golden[1]);
  const std::vector<double> times = {1, 2, 1, 1};
  const auto weighted = evaluate(rows_of(kTwo, golden), times);
  for (const auto& [name, value] : evaluate(rows_of(kTwo, repeated)))
    EXPECT_NEAR(weighted.at(name), value, 1e-14) << name;
}

TEST(Regression, IsUndefinedWithoutRatingsAndWhereNothingVaries) {
  const auto none = evaluate(rows_of(kTwo, {}));
  EXPECT_EQ(none.size(), 12u);
  for (const auto& [name, value] : none) EXPECT_TRUE(std::isnan(value)) << name;
  const auto one = evaluate(rows_of(kTwo, {{1, 2, kNone, 3}}));
  EXPECT_TRUE(std::isnan(one.at("arousal.mae")));
  EXPECT_EQ(one.at("mae"), 1.0) << "of the dimensions that are rated at all";
  EXPECT_EQ(one.at("valence.ccc"), 0.0);
  EXPECT_TRUE(std::isnan(one.at("valence.pearson")));
  const auto constant = evaluate(rows_of(kTwo, {{1, 3, 1, 1}, {2, 3, 2, 2}, {3, 3, 3, 3}}));
  EXPECT_EQ(constant.at("valence.ccc"), 0.0);
  EXPECT_TRUE(std::isnan(constant.at("pearson")))
      << "a mean of the other dimension alone would reward a constant";
}

// MERBench's own example: 2/3 of the six clips that are not neutral.
TEST(Regression, JudgesTheSignOfSentimentWithoutNeutralClips) {
  const std::vector<double> labels = {-2, 1.4, 0, -0.6, 2.2, 0.2, -1, 0},
                            said = {-0.1, 0.3, 2, 0.5, -0.2, 0.1, -3, -1};
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < labels.size(); ++i) rows.push_back({labels[i], said[i]});
  const auto got = evaluate(rows_of({"truth_sentiment", "predicted_sentiment"}, rows));
  EXPECT_NEAR(got.at("sign_wf1"), 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(got.at("sign_wa"), 2.0 / 3.0, 1e-12);
  EXPECT_FALSE(evaluate(rows_of(kTwo, two_levels())).contains("sign_wf1"));
}

/// Seven speakers, six clips each, of which `noise` shifts the predictions up and down.
Outcomes clips_of_speakers(double noise) {
  Outcomes out;
  out.rows = rows_of({"truth_valence", "predicted_valence"}, {});
  for (int speaker = 0; speaker < 7; ++speaker) {
    for (int i = 0; i < 6; ++i) {
      const double truth = 1.0 + 0.7 * i + 0.05 * speaker;
      const double sign = (i + speaker) % 2 == 0 ? 1.0 : -0.8;
      out.rows.values.insert(out.rows.values.end(), {truth, truth + noise * sign});
      out.speakers.push_back("speaker " + std::to_string(speaker));
    }
  }
  return out;
}

TEST(Regression, HasIntervalsAndPairedTestsOverSpeakers) {
  const auto ccc = interval_over_speakers("valence.ccc", {clips_of_speakers(0.5)});
  ASSERT_TRUE(ccc.low && ccc.high) << ccc.method;
  const auto pooled = score(clips_of_speakers(0.5)).metrics.at("ccc");
  EXPECT_LT(*ccc.low, pooled);
  EXPECT_GT(*ccc.high, pooled);
  EXPECT_LE(*ccc.high, 1.0) << "no limit leaves the scale";
  const auto differences =
      compare_over_speakers({clips_of_speakers(1.0)}, {clips_of_speakers(0.5)});
  EXPECT_LT(differences.at("mae").estimate.value, 0.0);
  EXPECT_GT(differences.at("ccc").estimate.value, 0.0);
  EXPECT_LT(differences.at("ccc").p, 0.05);
}

}  // namespace
}  // namespace serhost::metrics

// Metrics of several classes per clip: against scikit-learn (tests/golden/metrics/make_shares.py),
// by hand, and at the edges.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "metrics/definitions.hpp"
#include "metrics/one_against_rest.hpp"
#include "metrics/rows.hpp"

namespace serhost::metrics {
namespace {

/// Rows of truth, probability and decision, class by class.
Rows rows_of(std::size_t classes, const std::vector<std::vector<double>>& clips) {
  Rows out{find_row_evaluator("multilabel"), {}, {}};
  for (std::size_t c = 0; c < classes; ++c) {
    for (const auto* prefix : {"truth_c", "p_c", "predicted_c"})
      out.columns.push_back(prefix + std::to_string(c));
  }
  for (const auto& clip : clips) out.values.insert(out.values.end(), clip.begin(), clip.end());
  return out;
}

TEST(Multilabel, AgreesWithScikitLearn) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(source, nullptr) << "CTest sets SERHOST_SOURCE_DIR to the source folder";
  const auto golden = nlohmann::json::parse(
      read_file(std::filesystem::path(source) / "tests/golden/metrics/shares.json"));
  ASSERT_GE(golden.at("multilabel").size(), 3u);
  for (const auto& expected : golden.at("multilabel")) {
    SCOPED_TRACE(expected.at("name").get<std::string>());
    const auto got = evaluate(rows_of(expected.at("classes").get<std::size_t>(),
                                      expected.at("rows").get<std::vector<std::vector<double>>>()));
    for (const auto& [name, value] : expected.at("expected").items())
      EXPECT_NEAR(got.at(name), value.get<double>(), 1e-10) << name;
  }
}

// Of eight clips two have the class; one is found, with one false alarm: recalls 1/2 and 5/6.
TEST(Multilabel, WeighsAbsentAndPresentAlikeInMoseisAccuracy) {
  const OneAgainstRest counts{.hits = 1, .misses = 1, .false_alarms = 1, .rejections = 5};
  EXPECT_NEAR(mosei_accuracy(counts), (1.0 / 2.0 + 5.0 / 6.0) / 2.0, 1e-15);
  // As it is written: (TP N / P + TN) / 2N.
  EXPECT_NEAR(mosei_accuracy(counts), (1.0 * 6.0 / 2.0 + 5.0) / 12.0, 1e-15);
  EXPECT_TRUE(std::isnan(mosei_accuracy(OneAgainstRest{.hits = 3})));
}

TEST(Multilabel, TheThresholdIsWhereF1IsHighest) {
  EXPECT_NEAR(best_threshold({{true, 0.4}, {true, 0.3}, {false, 0.2}, {false, 0.1}}), 0.25, 1e-15);
  EXPECT_EQ(best_threshold({{false, 0.9}, {false, 0.1}}), 0.5) << "a class that is never present";
  EXPECT_EQ(best_threshold({}), 0.5);
  EXPECT_NEAR(best_threshold({{true, 0.8}, {true, 0.8}}), 0.4, 1e-15) << "all are present";
  // Beyond each clip in turn: F1 of 2/3, 1/2, 4/5 and 2/3.
  EXPECT_NEAR(best_threshold({{true, 0.9}, {false, 0.8}, {true, 0.7}, {false, 0.6}}), 0.65, 1e-15);
}

TEST(Multilabel, AveragePrecisionTakesEqualScoresAsOneThreshold) {
  EXPECT_NEAR(average_precision({{true, 0.5}, {false, 0.5}}), 0.5, 1e-15);
  EXPECT_NEAR(average_precision({{false, 0.5}, {true, 0.5}}), 0.5, 1e-15);
  EXPECT_NEAR(average_precision({{true, 0.9}, {false, 0.8}, {true, 0.7}}), (1.0 + 2.0 / 3.0) / 2,
              1e-15);
}

TEST(Multilabel, HasTheSameBitsInAnyOrderAndCountsARowOfTwoTwice) {
  const std::vector<std::vector<double>> clips = {
      {1, 0.8, 1, 0, 0.3, 0}, {0, 0.6, 1, 1, 0.2, 0}, {1, 0.4, 0, kNone, 0.9, 1}};
  auto turned = clips;
  std::reverse(turned.begin(), turned.end());
  const auto once = evaluate(rows_of(2, clips));
  for (const auto& [name, value] : evaluate(rows_of(2, turned)))
    EXPECT_EQ(once.at(name), value) << name;
  auto repeated = clips;
  repeated.push_back(clips[1]);
  const std::vector<double> times = {1, 2, 1};
  const auto weighted = evaluate(rows_of(2, clips), times);
  for (const auto& [name, value] : evaluate(rows_of(2, repeated)))
    EXPECT_NEAR(weighted.at(name), value, 1e-14) << name;
}

TEST(Multilabel, IsUndefinedWithoutClipsAndLeavesUnknownMarksOut) {
  for (const auto& [name, value] : evaluate(rows_of(2, {}))) EXPECT_TRUE(std::isnan(value)) << name;
  const auto got = evaluate(rows_of(2, {{1, 0.8, 1, kNone, 0.9, 1}, {0, 0.2, 0, 1, 0.8, 1}}));
  EXPECT_EQ(got.at("c1.f1"), 1.0) << "of the second clip alone";
  EXPECT_TRUE(std::isnan(got.at("c1.mosei_wa"))) << "no clip is known to be without it";
  EXPECT_EQ(got.at("mosei_wa"), 1.0);
}

TEST(Multilabel, ReadsWhatATaskWroteAndRefusesTheRest) {
  auto rows = rows_of(1, {});
  const auto add = [&](std::vector<std::string> cells) { return rows.add(cells); };
  EXPECT_TRUE(add({"1", "0.25", "0"}));
  EXPECT_TRUE(add({"", "0.25", "1"}));
  EXPECT_FALSE(add({"0.5", "0.25", "1"})) << "present or absent, nothing between";
  EXPECT_FALSE(add({"1", "", "1"}));
  EXPECT_FALSE(add({"1", "0.25", ""}));
  EXPECT_EQ(rows.size(), 2u);
}

}  // namespace
}  // namespace serhost::metrics

// Classes and ratings in one row: each part has the metrics that it has alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/rows.hpp"
#include "metrics/scores.hpp"

namespace serhost::metrics {
namespace {

const std::vector<std::string> kRatings = {"truth_valence", "predicted_valence"};

Rows rows_of(const std::string& task, std::vector<std::string> columns,
             const std::vector<std::vector<std::string>>& cells) {
  Rows out{find_row_evaluator(task), std::move(columns), {}};
  for (const auto& row : cells) EXPECT_TRUE(out.add(row)) << row.front();
  return out;
}

/// The columns of `classes` and `ratings` beside each other.
std::vector<std::vector<std::string>> beside(std::vector<std::vector<std::string>> classes,
                                             const std::vector<std::vector<std::string>>& ratings) {
  for (std::size_t i = 0; i < classes.size(); ++i)
    classes[i].insert(classes[i].end(), ratings[i].begin(), ratings[i].end());
  return classes;
}

const std::vector<std::vector<std::string>> kRated = {{"1", "1.5"}, {"", "2"}, {"4", "3"}};

void expect_within(const std::map<std::string, double>& part,
                   const std::map<std::string, double>& all) {
  for (const auto& [name, value] : part) {
    const double found = all.at(name);
    EXPECT_TRUE(found == value || (std::isnan(found) && std::isnan(value))) << name;
  }
}

TEST(Several, OneLabelAndRatings) {
  const std::vector<std::vector<std::string>> classes = {
      {"sad", "sad", "0.75", "0.25"}, {"joy", "sad", "0.5", "0.5"}, {"joy", "joy", "0.25", "0.75"}};
  std::vector<std::string> columns = {"truth", "predicted", "p_sad", "p_joy"};
  columns.insert(columns.end(), kRatings.begin(), kRatings.end());
  auto rows = rows_of("classification+regression", columns, beside(classes, kRated));
  const auto all = evaluate(rows);
  expect_within(evaluate(rows_of("regression", kRatings, kRated)), all);
  Outcomes outcomes;
  outcomes.classes = 2;
  outcomes.truth = {0, 1, 1};
  outcomes.predicted = {0, 0, 1};
  outcomes.probabilities = {0.75, 0.25, 0.5, 0.5, 0.25, 0.75};
  expect_within(score(outcomes).metrics, all);
  EXPECT_DOUBLE_EQ(all.at("ua"), 0.75);
  EXPECT_DOUBLE_EQ(all.at("valence.mae"), 0.75);
  const std::vector<double> times = {1.0, 2.0, 0.0};
  EXPECT_DOUBLE_EQ(evaluate(rows, times).at("wa"), 1.0 / 3);
  EXPECT_FALSE(rows.add(std::vector<std::string>{"anger", "sad", "0.5", "0.5", "1", "1"}));
}

TEST(Several, VotesOrSeveralLabelsAndRatings) {
  const std::vector<std::string> votes = {"truth_p_a", "truth_p_b", "p_a",
                                          "p_b",       "truth",     "predicted"};
  const std::vector<std::vector<std::string>> shares = {{"0.75", "0.25", "0.5", "0.5", "a", "a"},
                                                        {"0.5", "0.5", "0.25", "0.75", "a|b", "b"},
                                                        {"0", "1", "0.25", "0.75", "b", "b"}};
  const std::vector<std::string> marks = {"truth_a", "p_a", "predicted_a",
                                          "truth_b", "p_b", "predicted_b"};
  const std::vector<std::vector<std::string>> marked = {{"1", "0.75", "1", "0", "0.5", "0"},
                                                        {"0", "0.5", "1", "1", "0.75", "1"},
                                                        {"1", "0.25", "0", "1", "0.25", "0"}};
  for (const auto& [task, own, cells] :
       {std::tuple("soft", votes, shares), std::tuple("multilabel", marks, marked)}) {
    SCOPED_TRACE(task);
    auto columns = own;
    columns.insert(columns.end(), kRatings.begin(), kRatings.end());
    const auto all =
        evaluate(rows_of(std::string(task) + "+regression", columns, beside(cells, kRated)));
    expect_within(evaluate(rows_of(task, own, cells)), all);
    expect_within(evaluate(rows_of("regression", kRatings, kRated)), all);
  }
}

}  // namespace
}  // namespace serhost::metrics

// The metric of error_rate.cpp is known wherever metrics are: nothing but that file names it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "core/report/systems.hpp"
#include "metrics/interval.hpp"
#include "report/comparison_text.hpp"
#include "report/report.hpp"
#include "report/run_pages.hpp"
#include "report/table.hpp"
#include "run/history.hpp"
#include "run/tensorboard.hpp"
#include "train/selection.hpp"

using namespace serhost;
using serhost::run::sample::Folder;
using ::testing::Contains;
using ::testing::HasSubstr;

namespace {

constexpr const char* kMetric = "error_rate";

/// Two runs of six speakers: two of a speaker's four clips are wrong, then one is, more or less.
std::vector<run::EvaluatedRun> two_systems(const Folder& folder) {
  const auto change = [](const std::string& loss) {
    return [loss](run::RunFacts& facts) { facts.loss = loss; };
  };
  return {run::sample::system_of_speakers(folder, "worse", {1}, {{2, 2, 1, 2, 3, 2}},
                                          change("cross_entropy")),
          run::sample::system_of_speakers(folder, "better", {1}, {{1, 1, 1, 1, 2, 0}},
                                          change("focal"))};
}

}  // namespace

TEST(AddedMetric, IsComputedRecordedAndReadBack) {
  const Folder folder;
  const auto run = two_systems(folder)[1].run;
  EXPECT_DOUBLE_EQ(run.summary.at(kMetric).pooled, 0.25);
  EXPECT_DOUBLE_EQ(run.results[0].scores.metrics.at(kMetric), 0.25);
  EXPECT_TRUE(run.summary.at(kMetric).low.has_value());
  const auto json = nlohmann::json::parse(read_file(folder / "better/run.json"));
  EXPECT_EQ(json["results"][0]["metrics"][kMetric], 0.25);
}

TEST(AddedMetric, HasAColumnOfTheHistoryAndACurve) {
  const Folder folder;
  auto epoch = run::sample::epoch(1, 1, 1);
  epoch.validation[kMetric] = 0.125;
  run::History(folder / "history.csv").add(epoch);
  const auto text = read_file(folder / "history.csv");
  EXPECT_THAT(text, HasSubstr("seconds,best,val_error_rate\n"));
  EXPECT_EQ(run::parse_history(text).at(0).validated(kMetric), 0.125);
  EXPECT_THAT(run::epoch_event(0.0, epoch), HasSubstr("val/error_rate"));
}

TEST(AddedMetric, SelectsCheckpointsByItsDirection) {
  EXPECT_THAT(metrics::selectable_metrics(), Contains(kMetric));
  train::Selection selection(kMetric, {});
  EXPECT_TRUE(selection.offer(1, 0.5));
  EXPECT_FALSE(selection.offer(2, 0.6));
  EXPECT_TRUE(selection.offer(3, 0.4));
  EXPECT_EQ(selection.best_epoch(), 3);
}

TEST(AddedMetric, StandsInTablesReportsAndComparisons) {
  const Folder folder;
  const auto systems = two_systems(folder);
  EXPECT_THAT(report::result_table(folder / "better", 100, false), HasSubstr("error rate"));
  EXPECT_THAT(report::run_pages(systems[1].run, {}).at("report.html"), HasSubstr("error rate"));
  EXPECT_THAT(report::run_pages(systems[1].run, {}).at("model_card.md"),
              HasSubstr("| error rate |"));
  report::GridOptions options;
  options.how.metric = kMetric;
  const auto grid = report::make_grid(systems, options);
  const auto page = report::markdown_of(report::report_of(grid, "t"));
  EXPECT_THAT(page, HasSubstr("error rate, percent, of each backbone and loss"));
  EXPECT_THAT(page, HasSubstr("**25.00** ▲"));  // lower, hence better
  const auto compared = report::compare(systems, report::pairs_of(2), options.how);
  EXPECT_THAT(report::comparison_text(systems, compared, {}, 120, false),
              HasSubstr("better − worse: -25.00 points of error rate"));
}

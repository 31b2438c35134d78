// What is registered, in which order, and what follows from it.
#include "metrics/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/scores.hpp"

using namespace serhost::metrics;
using ::testing::ElementsAre;

TEST(Registry, HasTheMetricsInTheOrderOfTables) {
  EXPECT_THAT(metric_names(),
              ElementsAre("ua", "wa", "wf1", "macro_f1", "micro_f1", "ece", "brier"));
  EXPECT_EQ(main_metric().name, "ua");
  for (const auto& metric : all_metrics()) {
    EXPECT_FALSE(metric.title.empty()) << metric.name;
    EXPECT_FALSE(metric.meaning.empty()) << metric.name;
    EXPECT_TRUE(metric.same_as.empty() || find_metric(metric.same_as)) << metric.name;
  }
}

TEST(Registry, CheckpointsAreSelectedByTheLossToo) {
  EXPECT_THAT(selectable_metrics(),
              ElementsAre("ua", "wa", "wf1", "macro_f1", "loss", "ccc", "mae", "rmse", "sign_wf1",
                          "objective", "kl", "js", "map", "mosei_wa"));
  EXPECT_EQ(find_metric("loss")->value, nullptr);
}

TEST(Registry, KnowsWhichWayIsBetter) {
  EXPECT_TRUE(is_better(0.6, 0.5, "ua"));
  EXPECT_FALSE(is_better(0.5, 0.5, "ua"));
  EXPECT_TRUE(is_better(0.5, 0.6, "loss"));
  EXPECT_TRUE(is_better(0.1, 0.2, "ece"));
  EXPECT_FALSE(is_better(std::nan(""), 0.5, "ua"));
  EXPECT_FALSE(is_better(0.5, std::nan(""), "loss"));
}

TEST(Registry, HasNoMetricOfAnUnknownName) { EXPECT_EQ(find_metric("accuracy"), nullptr); }

TEST(Registry, RefusesANameThatIsTaken) {
  EXPECT_THROW((Registration{{.name = "ua", .title = "again"}}), std::logic_error);
  EXPECT_THROW((Registration{{.name = "nameless"}}), std::logic_error);
}

// Schedules against values reckoned by hand and, for the cyclic one, against the published formula.
#include "train/schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"

namespace serhost::train {
namespace {

std::unique_ptr<const Schedule> schedule(const std::string& name, double warmup = 0.0) {
  return make_schedule({name, {warmup}});
}

double at(const std::unique_ptr<const Schedule>& made, std::int64_t update, std::int64_t updates) {
  return made->learning_rate(1.0, 1.0, {update, updates, 0});
}

TEST(WarmUp, BelowOneIsAShareRoundedUpAndFromOneACount) {
  EXPECT_EQ(warmup_updates(0.1, 30), 3);  // although 0.1 x 30 > 3 in binary
  EXPECT_EQ(warmup_updates(0.1, 31), 4);
  EXPECT_EQ(warmup_updates(7, 30), 7);
  EXPECT_EQ(warmup_updates(1, 30), 1);
  EXPECT_EQ(warmup_updates(0, 30), 0);
}

TEST(WarmUp, LeavesOneUpdateHoweverShortTraining) {
  EXPECT_EQ(warmup_updates(0.5, 1), 0);
  EXPECT_DOUBLE_EQ(at(schedule("linear", 0.5), 0, 1), 1.0);
  EXPECT_EQ(warmup_updates(100, 10), 9);
}

TEST(LinearSchedule, RisesFromZeroAndFallsToZero) {
  const auto table = schedule("linear", 2);
  EXPECT_DOUBLE_EQ(at(table, 0, 10), 0.0);
  EXPECT_DOUBLE_EQ(at(table, 1, 10), 0.5);
  EXPECT_DOUBLE_EQ(at(table, 2, 10), 1.0);
  EXPECT_DOUBLE_EQ(at(table, 6, 10), 0.5);  // (10 - 6) / (10 - 2)
  EXPECT_DOUBLE_EQ(at(table, 9, 10), 0.125);
  EXPECT_DOUBLE_EQ(at(table, 10, 10), 0.0);
}

TEST(CosineSchedule, IsHalfWayDownInTheMiddle) {
  const auto table = schedule("cosine", 2);
  EXPECT_DOUBLE_EQ(at(table, 2, 10), 1.0);
  EXPECT_NEAR(at(table, 4, 10), 0.5 * (1 + std::sqrt(0.5)),
              1e-12);  // a quarter of the way: cos 45 degrees
  EXPECT_NEAR(at(table, 6, 10), 0.5, 1e-12);
  EXPECT_NEAR(at(table, 10, 10), 0.0, 1e-12);
}

TEST(ConstantSchedule, StaysAfterTheWarmUp) {
  EXPECT_DOUBLE_EQ(at(schedule("constant"), 0, 10), 1.0);
  EXPECT_DOUBLE_EQ(at(schedule("constant", 4), 1, 10), 0.25);
  EXPECT_DOUBLE_EQ(at(schedule("constant", 4), 9, 10), 1.0);
}

/// The probe of emotion2vec: 5e-4 to 1e-3 and back over 20 epochs, momentum 0.9 to 0.8.
std::unique_ptr<const Schedule> probe(const std::string& unit = "epoch", bool momentum = true) {
  return make_schedule({"cyclic", {5e-4, 1e-3, 10.0, unit, momentum}});
}

TEST(CyclicSchedule, FollowsTheTriangleOfTheEmotion2vecProbe) {
  const auto table = probe();
  for (std::int64_t e = 0; e < 100; ++e) {
    const auto x = static_cast<double>(e);
    const double factor =
        std::max(0.0, 1.0 - std::abs(x / 10.0 - 2.0 * std::floor(1.0 + x / 20.0) + 1.0));
    EXPECT_NEAR(table->learning_rate(5e-4, 5e-4, {7 * e, 700, e}), 5e-4 * (1.0 + factor), 1e-15)
        << e;
    EXPECT_NEAR(table->momentum({7 * e, 700, e}).value(), 0.9 - 0.1 * factor, 1e-15) << e;
  }
}

TEST(CyclicSchedule, HasItsCornersWhereTheyWereAskedFor) {
  const auto table = probe();
  EXPECT_DOUBLE_EQ(table->learning_rate(5e-4, 5e-4, {0, 1, 0}), 5e-4);
  EXPECT_DOUBLE_EQ(table->learning_rate(5e-4, 5e-4, {0, 1, 5}), 7.5e-4);
  EXPECT_DOUBLE_EQ(table->learning_rate(5e-4, 5e-4, {0, 1, 10}), 1e-3);
  EXPECT_DOUBLE_EQ(table->learning_rate(5e-4, 5e-4, {0, 1, 15}), 7.5e-4);
  EXPECT_DOUBLE_EQ(table->learning_rate(5e-4, 5e-4, {0, 1, 20}), 5e-4);
  EXPECT_DOUBLE_EQ(table->momentum({0, 1, 10}).value(), 0.8);
}

TEST(CyclicSchedule, CountsUpdatesWhereTheUnitIsUpdate) {
  const auto table = probe("update");
  EXPECT_DOUBLE_EQ(table->learning_rate(5e-4, 5e-4, {10, 100, 0}), 1e-3);
}

TEST(CyclicSchedule, KeepsTheRatioOfABackbonesOwnRate) {
  EXPECT_DOUBLE_EQ(probe()->learning_rate(1e-5, 1e-4, {0, 1, 10}),
                   1e-4);  // a tenth of 1e-3
}

TEST(Momentum, IsLeftAloneByEveryOtherSchedule) {
  EXPECT_FALSE(schedule("linear")->momentum({0, 1, 0}).has_value());
  const auto table = probe("epoch", false);
  EXPECT_FALSE(table->momentum({0, 1, 0}).has_value());
}

TEST(Schedule, OfANameThatThereIsNotNamesThoseThatThereAre) {
  try {
    schedule("linaer");
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    EXPECT_STREQ(error.what(),
                 "train.schedule.name: there is no schedule "
                 "\"linaer\". Did you mean 'linear'? "
                 "Known: constant, linear, cosine, cyclic.");
  }
}

}  // namespace
}  // namespace serhost::train

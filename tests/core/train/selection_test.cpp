// Selection of the best epoch.
#include "train/selection.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace serhost::train {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Selection, KeepsTheEarlierOfTwoEqualEpochs) {
  Selection selection("ua", {});
  EXPECT_TRUE(selection.offer(1, 0.4));
  EXPECT_TRUE(selection.offer(2, 0.6));
  EXPECT_FALSE(selection.offer(3, 0.6));
  EXPECT_FALSE(selection.offer(4, 0.5));
  EXPECT_EQ(selection.best_epoch(), 2);
  EXPECT_EQ(selection.best(), 0.6);
}

TEST(Selection, PrefersASmallerLoss) {
  Selection selection("loss", {});
  EXPECT_TRUE(selection.offer(1, 1.0));
  EXPECT_FALSE(selection.offer(2, 1.5));
  EXPECT_TRUE(selection.offer(3, 0.5));
}

TEST(Selection, NeverPrefersNan) {
  Selection selection("ua", {});
  EXPECT_TRUE(selection.offer(1, kNan)) << "something must be kept";
  EXPECT_FALSE(selection.offer(2, kNan));
  EXPECT_TRUE(selection.offer(3, 0.1));
  EXPECT_FALSE(selection.offer(4, kNan));
}

TEST(Selection, KeepsTheLastEpochWithoutValidation) {
  Selection selection("ua", 1);
  for (std::int64_t epoch = 1; epoch <= 3; ++epoch) EXPECT_TRUE(selection.offer(epoch, {}));
  EXPECT_EQ(selection.best_epoch(), 3);
  EXPECT_FALSE(selection.exhausted());
}

TEST(Patience, EndsAfterSoManyEpochsThatWereNoBetter) {
  Selection selection("ua", 2);
  selection.offer(1, 0.5);
  selection.offer(2, 0.4);
  EXPECT_FALSE(selection.exhausted());
  selection.offer(3, 0.5);
  EXPECT_TRUE(selection.exhausted());
}

}  // namespace
}  // namespace serhost::train

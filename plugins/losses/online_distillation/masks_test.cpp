// How many frames are hidden, and which.
#include "masks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace {

using namespace online_distillation;

double hidden_share(std::int64_t frames, const MaskOptions& options, int draws) {
  std::mt19937_64 random(7);
  double seen = 0.0;
  for (int i = 0; i < draws; ++i)
    seen += static_cast<double>(seen_frames(frames, options, random).size());
  return 1.0 - seen / (static_cast<double>(frames) * draws);
}

}  // namespace

TEST(Masks, BlocksHideExactlyTheirShare) {
  std::mt19937_64 random(1);
  for (const std::int64_t frames : {2, 3, 7, 10, 99, 500}) {
    for (int i = 0; i < 50; ++i) {
      const auto seen = seen_frames(frames, {}, random);
      EXPECT_EQ(static_cast<std::int64_t>(seen.size()), frames - frames / 2) << frames;
      EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
      EXPECT_EQ(std::set<std::int64_t>(seen.begin(), seen.end()).size(), seen.size());
      EXPECT_GE(seen.front(), 0);
      EXPECT_LT(seen.back(), frames);
    }
  }
}

TEST(Masks, AFrameAloneIsSeen) {
  std::mt19937_64 random(1);
  EXPECT_EQ(seen_frames(1, {}, random), std::vector<std::int64_t>{0});
  EXPECT_EQ(hidden_by_blocks(1, {}), 0);
}

// Before the count is made right, 42.3 % of 500 frames are hidden, in spans: with more than are
// hidden then, all but few neighbors agree.
TEST(Masks, BlocksAreSpans) {
  std::mt19937_64 random(3);
  double changes = 0.0;
  for (int i = 0; i < 200; ++i) {
    const auto seen = seen_frames(500, {}, random);
    for (std::size_t k = 1; k < seen.size(); ++k) changes += seen[k] != seen[k - 1] + 1 ? 1.0 : 0.0;
  }
  // Frames hidden one by one would end 125 runs of seen frames.
  EXPECT_LT(changes / 200.0, 85.0);
  EXPECT_GT(changes / 200.0, 30.0);
}

TEST(Masks, EveryPlaceIsHiddenAboutAsOften) {
  std::mt19937_64 random(5);
  std::vector<int> seen(20, 0);
  for (int i = 0; i < 20000; ++i) {
    for (const auto frame : seen_frames(20, {}, random)) ++seen[static_cast<std::size_t>(frame)];
  }
  for (std::size_t i = 3; i < 17; ++i) EXPECT_NEAR(seen[i] / 20000.0, 0.5, 0.05) << i;
}

// A frame is seen only where none of the five frames up to it begins a span: 0.5^5 of them.
TEST(Masks, StartsHideWhatTheirProbabilitySays) {
  EXPECT_NEAR(hidden_share(500, {.scheme = "starts"}, 200), 1.0 - 1.0 / 32.0, 0.005);
  EXPECT_NEAR(hidden_share(500, {.scheme = "starts", .share = 0.1}, 200), 1.0 - 0.59049, 0.01);
}

TEST(Masks, TheSameStreamGivesTheSameMask) {
  std::mt19937_64 a(9), b(9), c(10);
  const auto first = seen_frames(100, {}, a);
  EXPECT_EQ(first, seen_frames(100, {}, b));
  EXPECT_NE(first, seen_frames(100, {}, c));
}

// How many frames are masked, which, and by what.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include <serhost/nn/spec_augment.hpp>

#include "core/nn/tensors.hpp"

using namespace serhost::nn;

namespace {

std::int64_t count(const at::Tensor& mask) { return mask.sum().item().toLong(); }

}  // namespace

TEST(SpanMasks, HaveWholeSpansAtLeastAsManyAsAsked) {
  auto step = training(1);
  for (int i = 0; i < 100; ++i) {
    const auto masked = count(draw_spans(40, 0.0, 10, 2, step));
    EXPECT_GE(masked, 11) << "two spans of 10 with different begins";
    EXPECT_LE(masked, 20);
  }
}

TEST(SpanMasks, RoundTheirNumberAtRandom) {
  // 0.5 * 30 / 10 = 1.5 spans of 10: one or two, each about half of the time.
  auto step = training(2);
  int one = 0;
  for (int i = 0; i < 400; ++i) one += count(draw_spans(30, 0.5, 10, 0, step)) == 10;
  EXPECT_GT(one, 150);
  EXPECT_LT(one, 250);
}

TEST(SpanMasks, ReachBothEndsAndLeaveShortClipsAlone) {
  auto step = training(3);
  auto ever = at::full({12}, false, at::kBool);
  for (int i = 0; i < 300; ++i) ever.logical_or_(draw_spans(12, 0.5, 5, 1, step));
  EXPECT_EQ(count(ever), 12);
  EXPECT_EQ(count(draw_spans(4, 1.0, 5, 2, step)), 0);
  EXPECT_EQ(count(draw_spans(5, 1.0, 5, 2, step)), 5) << "no more spans than fit";
}

TEST(SpecAugment, ReplacesFramesByTheVectorAndFeaturesByZeroInTrainingAlone) {
  const Packed frames{at::ones({30, 6}), {20, 10}};
  const auto vector = at::full({6}, 7.0);
  serhost::Step evaluation;
  EXPECT_TRUE(at::equal(spec_augment(frames, vector, {.time_probability = 0.5}, evaluation),
                        frames.values));
  auto step = training(4);
  const auto masked =
      spec_augment(frames, vector, {.time_probability = 0.5, .time_length = 5}, step);
  const auto rows = masked.eq(7.0).all(1);
  EXPECT_GT(count(rows), 0);
  EXPECT_TRUE(at::equal(masked.eq(7.0).any(1), rows)) << "whole frames";
  EXPECT_EQ(count(masked.eq(1.0).all(1)), 30 - count(rows));
  const auto thinned =
      spec_augment(frames, vector,
                   {.time_probability = 0, .feature_probability = 0.5, .feature_length = 2}, step);
  for (const auto& [begin, n] : {std::pair<int, int>{0, 20}, {20, 10}}) {
    const auto zero = thinned.narrow(0, begin, n).eq(0);
    EXPECT_GT(count(zero), 0);
    EXPECT_TRUE(at::equal(zero.any(0), zero.all(0))) << "the same features through the clip";
  }
}

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <limits>
#include <serhost/nn/mask.hpp>

using namespace serhost::nn;

TEST(Mask, IsTrueBeforeEachClipsEnd) {
  const auto lengths = at::tensor({0, 1, 3}, at::kLong);
  EXPECT_TRUE(at::equal(valid(lengths, 3, at::kCPU),
                        at::tensor({0, 0, 0, 1, 0, 0, 1, 1, 1}).view({3, 3}).to(at::kBool)));
}

TEST(Mask, ZeroesNanInPadding) {
  const auto lengths = at::tensor({1}, at::kLong);
  const auto values = at::full({1, 2, 3}, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(at::equal(mask_frames(values, lengths).select(1, 1), at::full({1, 3}, 0.0f)));
  EXPECT_TRUE(
      at::equal(mask_channels_first(at::ones({1, 2, 3, 2}), lengths).sum(), at::full({}, 4.0f)));
}

#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <serhost/nn/sequence.hpp>

using namespace serhost::nn;

namespace {
at::Tensor batch() {
  return at::tensor({1., 2., 3., 0., 4., 5., 0., 0.}).view({2, 4, 1});
}  // clips 1 2 3 and 4 5
at::Tensor lengths() { return at::tensor({3, 2}, at::kLong); }
}  // namespace

TEST(ReverseFrames, TurnsEachClipWithinItsOwnLength) {
  EXPECT_TRUE(at::equal(reverse_frames(batch(), lengths()).flatten(),
                        at::tensor({3., 2., 1., 0., 5., 4., 0., 0.})));
  EXPECT_TRUE(at::equal(reverse_frames(reverse_frames(batch(), lengths()), lengths()), batch()));
}

TEST(LastFrames, AreTheLastValidOnes) {
  EXPECT_TRUE(at::equal(last_frames(batch(), lengths()).flatten(), at::tensor({3., 5.})));
}

TEST(PackedFrames, ArePaddedBackToWhereTheyWere) {
  const auto packed = pack_frames(batch(), lengths());
  EXPECT_TRUE(at::equal(packed.flatten(), at::tensor({1., 2., 3., 4., 5.})));
  EXPECT_TRUE(at::equal(pad_frames(packed, lengths()), batch().narrow(1, 0, 3)));
  const auto full = at::randn({2, 3, 4, 5});
  const auto all = at::tensor({3, 3}, at::kLong);
  EXPECT_TRUE(at::equal(pad_frames(pack_frames(full, all), all), full));
}

TEST(PackedFrames, CarryTheGradientOfValidFramesAlone) {
  auto values = batch().set_requires_grad(true);
  pad_frames(pack_frames(values, lengths()).square(), lengths()).sum().backward();
  EXPECT_TRUE(at::equal(values.grad(), batch().mul(2)));
}

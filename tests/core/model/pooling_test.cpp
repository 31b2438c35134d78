// Pooling by hand-worked numbers.
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "model/pooling/masked.hpp"

namespace serhost::model {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Two clips of one and three frames of width 1; NaN behind the first.
at::Tensor frames() {
  return at::tensor(std::vector<float>{5, kNan, kNan, 1, 2, 6}).reshape({2, 3, 1});
}
at::Tensor lengths() { return at::tensor(std::vector<std::int64_t>{1, 3}); }

TEST(MeanOverFrames, CountsEachClipsOwnFramesOnly) {
  const auto mean = mean_over_frames(frames(), lengths());
  EXPECT_FLOAT_EQ(mean[0].item<float>(), 5.0F);
  EXPECT_FLOAT_EQ(mean[1].item<float>(), 3.0F);  // (1 + 2 + 6) / 3
}

TEST(MeanAndDeviation, DividesByTheNumberOfFrames) {
  const auto both = mean_and_deviation(frames(), lengths());
  EXPECT_FLOAT_EQ(both[1][0].item<float>(), 3.0F);
  EXPECT_FLOAT_EQ(both[1][1].item<float>(),
                  std::sqrt(14.0F / 3.0F));  // ((-2)^2 + (-1)^2 + 3^2) / 3
  EXPECT_FLOAT_EQ(both[0][0].item<float>(), 5.0F);
  EXPECT_NEAR(both[0][1].item<float>(), 1e-5, 1e-9);  // one frame does not deviate: the floor
}

TEST(Pooling, IsTheSameWithAGradientAndWithout) {
  using Pool = at::Tensor (*)(const at::Tensor&, const at::Tensor&);
  for (const Pool pool : {Pool{mean_over_frames}, Pool{mean_and_deviation}}) {
    const auto x = at::rand({3, 40, 7}), n = at::tensor(std::vector<std::int64_t>{40, 1, 23});
    EXPECT_TRUE(at::allclose(pool(x, n), pool(x.clone().set_requires_grad(true), n), 1e-6, 1e-7));
    EXPECT_TRUE(
        at::equal(pool(x, n)[2], pool(x.narrow(0, 2, 1).narrow(1, 0, 23), n.narrow(0, 2, 1))[0]))
        << "alone, without padding";
  }
}

TEST(MeanAndDeviation, HasAFiniteGradientForASingleFrame) {
  auto x = frames().set_requires_grad(true);
  mean_and_deviation(x, lengths()).sum().backward();
  EXPECT_FLOAT_EQ(x.grad()[0][0][0].item<float>(), 1.0F);
}

TEST(WeightedOverFrames, IsTheMeanWhereLogitsAreEqual) {
  const auto pooled = weighted_over_frames(frames(), at::zeros({2, 3}), lengths());
  EXPECT_FLOAT_EQ(pooled[0].item<float>(), 5.0F);
  EXPECT_FLOAT_EQ(pooled[1].item<float>(), 3.0F);
}

TEST(WeightedOverFrames, GivesEachFrameTheSoftmaxOfItsLogit) {
  const auto logits =
      at::tensor(std::vector<float>{0, 9, 9, std::log(1.0F), std::log(2.0F), std::log(1.0F)})
          .reshape({2, 3});
  const auto pooled = weighted_over_frames(frames(), logits, lengths());
  EXPECT_FLOAT_EQ(pooled[0].item<float>(), 5.0F);
  EXPECT_FLOAT_EQ(pooled[1].item<float>(), 2.75F);  // 1/4 x 1 + 2/4 x 2 + 1/4 x 6
}

TEST(Pooling, SendsNoGradientIntoPadding) {
  auto x = frames().set_requires_grad(true);
  mean_over_frames(x, lengths()).sum().backward();
  EXPECT_EQ(x.grad()[0][1][0].item<float>(), 0.0F);
  EXPECT_FLOAT_EQ(x.grad()[1][2][0].item<float>(), 1.0F / 3.0F);
}

}  // namespace
}  // namespace serhost::model

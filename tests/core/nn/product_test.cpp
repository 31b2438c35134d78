// Both back ends give the same products, whole clips included, and a gradient takes the plain one.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randn.h>
#include <gtest/gtest.h>

#include <serhost/nn/product.hpp>

#include "core/nn/tensors.hpp"

using namespace serhost::nn;

namespace {

class Products : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    if (GetParam() == Backend::onednn && best_backend() != Backend::onednn)
      GTEST_SKIP() << "this LibTorch or processor has no oneDNN operators that serhost can use";
  }
};
INSTANTIATE_TEST_SUITE_P(OfEachBackend, Products, testing::Values(Backend::plain, Backend::onednn),
                         [](const auto& one) {
                           return one.param == Backend::plain ? "plain" : "onednn";
                         });

}  // namespace

TEST_P(Products, AreThoseOfTheFormula) {
  const UseBackend use(GetParam());
  const at::NoGradGuard off;
  const auto x = random({21, 40}, 1), w = random({24, 40}, 2), b = random({24}, 3),
             r = random({21, 24}, 4);
  const auto expected = at::linear(x, w, b);
  Product product;
  EXPECT_LT(largest(product.linear(x, w, b) - expected), 1e-5);
  EXPECT_LT(largest(product.linear(x, w, {}) - (expected - b)), 1e-5);
  EXPECT_LT(largest(product.linear_gelu(x, w, b) - at::gelu(expected)), 1e-5);
  EXPECT_LT(largest(product.linear_add(x, r, w, b) - (expected + r)), 1e-5);
  Product three;
  const auto parts = three.linears(x, {w, w * 2, w * 3}, {b, b, b});
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_LT(largest(parts[2] - at::linear(x, w * 3, b)), 1e-4);
}

TEST_P(Products, FollowWeightsThatChange) {
  const UseBackend use(GetParam());
  const at::NoGradGuard off;
  const auto x = random({21, 40}, 1), b = random({24}, 3);
  auto w = random({24, 40}, 2);
  Product product;
  product.linear(x, w, b);
  w.mul_(2);
  EXPECT_LT(largest(product.linear(x, w, b) - at::linear(x, w, b)), 1e-5);
}

TEST_P(Products, ThatAreSettledFreeTheirWeightsAndGiveTheSame) {
  const UseBackend use(GetParam());
  const at::NoGradGuard off;
  const auto x = random({21, 40}, 1), b = random({24}, 3), r = random({21, 24}, 4);
  const auto w = random({24, 40}, 2), v = random({24, 40}, 5);
  Product product, two;
  const auto before = product.linear_add(x, r, w, b), part = two.linears(x, {w, v}, {b, b})[1];
  product.prepare_for_inference(w, b);
  const auto whole = w.nbytes(), held = GetParam() == Backend::plain ? whole : 0;
  EXPECT_TRUE(product.linear_add(x, r, w, b).equal(before));
  EXPECT_EQ(w.storage().nbytes(), held);
  EXPECT_TRUE(product.linear_add(x, r, w, b).equal(before)) << "and once more";
  const auto u = random({24, 40}, 2);
  two.prepare_for_inference({u, v}, {b, b});
  EXPECT_LT(largest(two.linears(x, {u, v}, {b, b})[1] - part), 1e-6);
  EXPECT_EQ(u.storage().nbytes(), held);
  EXPECT_EQ(v.storage().nbytes(), held);
}

TEST_P(Products, HaveGradients) {
  const UseBackend use(GetParam());
  const auto x = random({21, 40}, 1), b = random({24}, 3);
  auto w = random({24, 40}, 2).set_requires_grad(true);
  Product product;
  product.linear_gelu(x, w, b).sum().backward();
  const auto got = w.grad().clone();
  w.mutable_grad().reset();
  at::gelu(at::linear(x, w, b)).sum().backward();
  EXPECT_LT(largest(got - w.grad()), 1e-5);
}

TEST_P(Products, UnderAutocastAreInBfloat16) {
  const UseBackend use(GetParam());
  const at::NoGradGuard off;
  const auto x = random({21, 40}, 1), w = random({24, 40}, 2), b = random({24}, 3);
  const auto expected = at::gelu(at::linear(x, w, b));
  Product product;
  at::autocast::set_autocast_enabled(at::kCPU, true);
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
  const auto got = product.linear_gelu(x, w, b);
  at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(at::kCPU, false);
  EXPECT_EQ(got.scalar_type(), at::kBFloat16);
  EXPECT_LT(largest(got.to(at::kFloat) - expected), 0.02 * largest(expected));
  EXPECT_LT(largest(product.linear_gelu(x, w, b) - expected), 1e-5)
      << "and in fp32 again behind it";
}

TEST(ConvolutionGelu, IsThatOfATenForClipsOfAnyLength) {
  const at::NoGradGuard off;
  const auto w = random({32, 8, 16}, 1), b = random({32}, 2);
  ConvolutionGelu convolution;
  for (const std::int64_t frames : {1, 5, 127, 128, 300}) {
    const auto clip = random({frames, 32}, 3);
    if (!ConvolutionGelu::usable(clip, {w, b}))
      GTEST_SKIP() << "no oneDNN operators that serhost can use";
    const auto expected = at::gelu(at::conv1d(clip.t().unsqueeze(0), w, b, 1, 8, 1, 4))
                              .squeeze(0)
                              .narrow(1, 0, frames)
                              .t();
    EXPECT_LT(largest(convolution.run(clip, w, b, 4) - expected), 1e-4) << frames << " frames";
  }
}

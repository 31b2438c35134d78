#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include <serhost/nn/dropout.hpp>

#include "core/nn/tensors.hpp"

using namespace serhost;
using nn::training;

TEST(Dropout, KeepsTheMeanAndDropsTheAskedShare) {
  auto step = training(1);
  const auto out = nn::dropout(at::ones({100'000}), 0.25, step);
  // Standard deviation of the share: sqrt(0.25 * 0.75 / 100000) = 0.0014; five of them are 0.007.
  EXPECT_NEAR(out.eq(0).to(at::kDouble).mean().item<double>(), 0.25, 0.007);
  EXPECT_NEAR(out.max().item<double>(), 1 / 0.75, 1e-6);
}

TEST(Dropout, IsTheSameForTheSameStream) {
  auto first = training(5), second = training(5), third = training(6);
  const auto out = nn::dropout(at::ones({1000}), 0.5, first);
  EXPECT_TRUE(at::equal(out, nn::dropout(at::ones({1000}), 0.5, second)));
  EXPECT_FALSE(at::equal(out, nn::dropout(at::ones({1000}), 0.5, third)));
}

TEST(Dropout, DoesNothingWhereTheModelIsNotTrained) {
  auto step = training(1);
  step.training = false;
  EXPECT_TRUE(at::equal(nn::dropout(at::ones({10}), 0.9, step), at::ones({10})));
}

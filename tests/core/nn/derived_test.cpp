// What is kept is made again as soon as, and only when, a source changes.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <serhost/nn/derived.hpp>

using serhost::nn::Derived;

namespace {
struct Counted {
  Derived derived;
  int made = 0;
  double operator()(const at::Tensor& source) {
    return derived
        .get({source},
             [&] {
               ++made;
               return source.mul(2);
             })
        .sum()
        .item()
        .toDouble();
  }
};
}  // namespace

TEST(DerivedTensor, IsMadeOnceWhileNothingChanges) {
  Counted counted;
  const auto source = at::ones({3});
  EXPECT_EQ(counted(source), 6);
  EXPECT_EQ(counted(source), 6);
  EXPECT_EQ(counted.made, 1);
}

TEST(DerivedTensor, FollowsWritesMovesAndOptimizers) {
  const at::NoGradGuard off;
  Counted counted;
  auto source = at::ones({3});
  counted(source);
  source.add_(1);
  EXPECT_EQ(counted(source), 12) << "written in place";
  source.set_data(at::ones({3}).mul(5));
  EXPECT_EQ(counted(source), 30) << "other memory under the same tensor";
  // Fused operators leave no note: the optimizer of serhost, and every other that uses them, has
  // to.
  auto gradient = at::ones({3}), first = at::zeros({3}), second = at::zeros({3}),
       step = at::ones({});
  at::_fused_adamw_({source}, {gradient}, {first}, {second}, {}, {step}, 1.0, 0.9, 0.999, 0.0, 1e-8,
                    false, false);
  source.unsafeGetTensorImpl()->bump_version();
  EXPECT_EQ(counted(source), source.sum().item().toDouble() * 2)
      << "an update by a fused optimizer";
  EXPECT_EQ(counted.made, 4);
}

TEST(DerivedTensor, IsNotKeptForAnotherTensorAtTheSameAddress) {
  Counted counted;
  for (int i = 1; i <= 20; ++i) EXPECT_EQ(counted(at::ones({1000}).mul(i)), 2000.0 * i);
  EXPECT_EQ(counted.made, 20);
}

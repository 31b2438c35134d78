// Attention against its formula, worked out in fp64, and WavLM's bias in it.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cmath>
#include <serhost/nn/attention.hpp>
#include <serhost/nn/relative_bias.hpp>

#include "core/nn/tensors.hpp"

using namespace serhost::nn;

namespace {

serhost::Step evaluation() { return {}; }

/// softmax(q k' / sqrt(width of a head) + bias) v of one clip [n, D], in fp64.
at::Tensor by_formula(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                      std::int64_t heads, const at::Tensor& bias) {
  const auto split = [&](const at::Tensor& x) {
    return x.to(at::kDouble).unflatten(1, {heads, -1}).transpose(0, 1);
  };
  auto logits = at::matmul(split(q), split(k).transpose(1, 2)) /
                std::sqrt(static_cast<double>(q.size(1) / heads));
  if (bias.defined()) logits = logits + bias;
  return at::matmul(at::softmax(logits, -1), split(v)).transpose(0, 1).flatten(1);
}

}  // namespace

TEST(Attention, OfEachClipIsThatOfItsOwnFrames) {
  const auto q = random({12, 8}, 1), k = random({12, 8}, 2), v = random({12, 8}, 3);
  auto step = evaluation();
  const auto out = attend(q, k, v, {5, 1, 6}, {.heads = 2}, {}, step);
  std::int64_t begin = 0;
  for (const std::int64_t n : {5, 1, 6}) {
    const auto part = [&](const at::Tensor& x) { return x.narrow(0, begin, n); };
    EXPECT_LT(largest(part(out) - by_formula(part(q), part(k), part(v), 2, {})), 1e-6);
    begin += n;
  }
}

TEST(Attention, AddsTheBiasOfQueriesAgainstKeysInReverseOrder) {
  const auto q = random({7, 4}, 1), k = random({7, 4}, 2), v = random({7, 4}, 3),
             bias = random({2, 7, 7}, 4);
  auto step = evaluation();
  const auto of = [&](std::size_t, std::int64_t begin, std::int64_t count) {
    return bias.flip(2).narrow(1, begin, count);
  };
  EXPECT_LT(largest(attend(q, k, v, {7}, {.heads = 2, .reversed_keys = true}, of, step) -
                    by_formula(q, k, v, 2, bias)),
            1e-6);
}

TEST(Attention, OfALongClipIsTheSameABlockAtATime) {
  // 5 heads of 3000 queries by 3000 keys are 45 million logits, more than one block holds.
  const at::NoGradGuard off;
  const std::int64_t frames = 3000;
  const auto q = random({frames, 5}, 1), k = random({frames, 5}, 2), v = random({frames, 5}, 3);
  const auto values = random({5, 2 * frames - 1}, 4);
  std::vector<std::int64_t> begins;
  const auto of = [&](std::size_t, std::int64_t begin, std::int64_t count) {
    begins.push_back(begin);
    return values.unfold(1, frames, 1).narrow(1, begin, count);
  };
  auto step = evaluation();
  const auto out = attend(q, k, v, {frames}, {.heads = 5}, of, step);
  EXPECT_GT(begins.size(), 1u);
  for (const auto row : {std::int64_t{0}, begins[1] - 1, begins[1], frames - 1}) {
    const auto one = [&](const at::Tensor& x) {
      return x.to(at::kDouble).t().unsqueeze(1);
    };  // [5, 1, n]
    const auto logits =
        one(q).narrow(2, row, 1) * one(k) + values.narrow(1, row, frames).unsqueeze(1);
    const auto expected = (at::softmax(logits, -1) * one(v)).sum(-1).squeeze(1);
    EXPECT_LT(largest(out[row] - expected), 1e-5) << row;
  }
}

TEST(Attention, DropsWeightsByTheStepsOwnNumbers) {
  const auto q = random({9, 4}, 1), k = random({9, 4}, 2), v = random({9, 4}, 3);
  const auto run = [&](double dropout, std::uint64_t seed) {
    auto step = training(seed);
    return attend(q, k, v, {9}, {.heads = 2, .dropout = dropout}, {}, step);
  };
  EXPECT_TRUE(at::equal(run(0.5, 1), run(0.5, 1)));
  EXPECT_FALSE(at::equal(run(0.5, 1), run(0.5, 2)));
  EXPECT_LT(largest(run(1e-12, 1) - run(0.0, 1)), 1e-6)
      << "the path with dropout computes the same attention";
}

TEST(DistanceBuckets, AreThePublishedOnes) {
  const auto distances = at::tensor({-1000, -800, -799, -400, -160, -100, -81, -80, -79, -1,  0,
                                     1,     79,   80,   81,   100,  160,  400, 799, 800, 1000},
                                    at::kLong);
  const auto expected = at::tensor({159, 159, 159, 135, 104, 87,  80,  80,  79,  1,  0,
                                    161, 239, 240, 240, 247, 264, 295, 319, 319, 319},
                                   at::kLong);
  EXPECT_TRUE(
      at::equal(distance_buckets(distances, {.buckets = 320, .max_distance = 800}), expected));
}

TEST(RelativeBias, OfAShorterClipIsAViewOfTheLongestOnes) {
  const RelativeBiasOptions options{.buckets = 8, .max_distance = 6};
  const auto table = random({8, 3}, 1);
  const RelativeBias bias(table, 9, options);
  for (const std::int64_t n : {1, 4, 9}) {
    const auto got = bias.of(n).flip(2);  // keys in their own order
    const auto position = at::arange(n, at::kLong);
    const auto distances = position.unsqueeze(0) - position.unsqueeze(1);  // key - query
    const auto expected = table.index_select(0, distance_buckets(distances.flatten(), options))
                              .view({n, n, 3})
                              .permute({2, 0, 1});
    EXPECT_TRUE(at::equal(got, expected)) << n;
  }
}

// Mixup and CutMix of a batch in plain memory: which samples, whose share, which draws.
#include "data/loading/mixing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "builders.hpp"

namespace serhost::data {
namespace {

config::TrainTable table(const std::string& mix, double alpha = 1.0) {
  config::TrainTable out;
  out.mix = mix;
  out.mix_alpha = alpha;
  return out;
}

const Manifest kClips = toy::manifest({"a x", "b y", "c x", "d y"});

/// Clip i is 10 + i samples of 1, 10, 100 and 1000; zeros behind it.
LoadedBatch batch() {
  LoadedBatch out;
  out.clips = {0, 1, 2, 3};
  out.longest = 13;
  for (std::int64_t i = 0; i < 4; ++i) {
    out.lengths.push_back(10 + i);
    for (std::int64_t t = 0; t < 13; ++t)
      out.values.push_back(t < 10 + i ? static_cast<float>(std::pow(10.0, i)) : 0.0F);
  }
  return out;
}

LoadedBatch mixed(const std::string& how, std::uint64_t seed = 1, std::int64_t epoch = 0,
                  double alpha = 1.0) {
  auto out = batch();
  mix(out, kClips, table(how, alpha), seed, epoch);
  return out;
}

TEST(Mix, LeavesABatchAloneWhereNothingIsAsked) {
  const auto out = mixed("none");
  EXPECT_EQ(out.values, batch().values);
  EXPECT_TRUE(out.partners.empty());
}

TEST(Mix, UpIsTheWeightedSumOfBothClips) {
  const auto before = batch().values;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto out = mixed("mixup", seed);
    ASSERT_EQ(out.partners.size(), 4u);
    EXPECT_EQ(std::set<std::size_t>(out.partners.begin(), out.partners.end()).size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
      const auto share = static_cast<float>(out.shares[i]);
      for (std::size_t t = 0; t < 13; ++t) {
        const auto own = before[13 * i + t], other = before[13 * out.partners[i] + t];
        const auto expected = t < 10 + i ? share * own + (1.0F - share) * other : 0.0F;
        EXPECT_NEAR(out.values[13 * i + t], expected, 1e-3F) << i << " " << t;
      }
    }
  }
}

TEST(Mix, CutReplacesAsManySamplesAsTheShareSays) {
  const auto before = batch().values;
  int replaced_any = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto out = mixed("cutmix", seed);
    for (std::size_t i = 0; i < 4; ++i) {
      const auto partner = out.partners[i], size = 10 + i;
      std::size_t replaced = 0, first = size, last = 0;
      for (std::size_t t = 0; t < size; ++t) {
        const auto value = out.values[13 * i + t];
        if (value == before[13 * i + t]) continue;
        EXPECT_EQ(value, before[13 * partner + t]);
        EXPECT_LT(t, 10 + partner);  // nothing of what pads the partner
        first = std::min(first, t);
        last = t;
        ++replaced;
      }
      if (partner == i) continue;
      EXPECT_NEAR(out.shares[i], 1.0 - static_cast<double>(replaced) / static_cast<double>(size),
                  1e-12);
      if (replaced == 0) continue;
      EXPECT_EQ(replaced, last - first + 1);  // one span
      ++replaced_any;
    }
  }
  EXPECT_GT(replaced_any, 60);
}

TEST(Mix, DrawsBySeedEpochAndClips) {
  const auto once = mixed("mixup");
  EXPECT_EQ(mixed("mixup").shares, once.shares);
  EXPECT_NE(mixed("mixup", 2).shares, once.shares);
  EXPECT_NE(mixed("mixup", 1, 1).shares, once.shares);
  auto others = batch();
  others.clips = {1, 0, 2, 3};
  mix(others, kClips, table("mixup"), 1, 0);
  EXPECT_NE(others.shares, once.shares);
}

// Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2 a + 1)).
TEST(Mix, SharesAreBetaDistributed) {
  for (const double alpha : {0.4, 2.0}) {
    double sum = 0.0, squares = 0.0;
    constexpr int kDraws = 2000;
    for (std::uint64_t seed = 0; seed < kDraws / 4; ++seed) {
      for (const auto share : mixed("mixup", seed, 0, alpha).shares) {
        sum += share;
        squares += (share - 0.5) * (share - 0.5);
      }
    }
    const auto variance = 1.0 / (4.0 * (2.0 * alpha + 1.0));
    EXPECT_NEAR(sum / kDraws, 0.5, 4.0 * std::sqrt(variance / kDraws)) << alpha;
    EXPECT_NEAR(squares / kDraws, variance, 0.1 * variance) << alpha;
  }
}

}  // namespace
}  // namespace serhost::data

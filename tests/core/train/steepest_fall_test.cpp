// The suggestion of a learning rate from a curve that is known.
#include <gtest/gtest.h>

#include <cmath>

#include "train/trials.hpp"

namespace serhost::train {
namespace {

/// A loss that is flat, falls around 1e-3, and grows from 1e-1 on.
std::vector<LrStep> curve() {
  std::vector<LrStep> out;
  for (int i = 0; i <= 60; ++i) {
    const double x = -6.0 + 0.1 * i;
    const double loss =
        1.5 - 1.0 / (1.0 + std::exp(-4.0 * (x + 3.0))) + (x > -1.0 ? 3.0 * (x + 1.0) : 0.0);
    out.push_back({std::pow(10.0, x), loss, loss});
  }
  return out;
}

TEST(SteepestFall, IsWhereTheLossFallsMost) {
  const auto found = steepest_fall(curve());
  ASSERT_TRUE(found.has_value());
  EXPECT_NEAR(std::log10(*found), -3.0, 0.11);
}

TEST(SteepestFall, IsNowhereWhereTheLossNeverFalls) {
  std::vector<LrStep> rising;
  for (int i = 0; i < 40; ++i) rising.push_back({std::pow(10.0, -5.0 + 0.1 * i), 1.0 * i, 1.0 * i});
  EXPECT_EQ(steepest_fall(rising), std::nullopt);
  EXPECT_EQ(steepest_fall({}), std::nullopt);
  EXPECT_EQ(steepest_fall({{1e-5, 1.0, 1.0}, {1e-4, 0.5, 0.5}}), std::nullopt);
}

}  // namespace
}  // namespace serhost::train

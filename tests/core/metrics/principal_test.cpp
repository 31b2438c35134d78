// Points whose plane is known.
#include "metrics/principal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

using serhost::metrics::principal_plane;
using ::testing::Each;

TEST(PrincipalPlane, OfACrossAreItsArms) {
  // Long arms along (3, 4) / 5 of length 10, short ones across of length 1, around the point (7,
  // -2).
  const std::vector<float> values = {7 + 6,    -2 + 8,    7 - 6,    -2 - 8,
                                     7 - 0.8f, -2 + 0.6f, 7 + 0.8f, -2 - 0.6f};
  const auto plane = principal_plane(values, 2);
  EXPECT_NEAR(plane.x[0], 10.0, 1e-6);
  EXPECT_NEAR(plane.x[1], -10.0, 1e-6);
  EXPECT_NEAR(plane.x[2], 0.0, 1e-6);
  EXPECT_NEAR(std::abs(plane.y[2]), 1.0, 1e-6);
  EXPECT_NEAR(plane.y[2] + plane.y[3], 0.0, 1e-6);
  EXPECT_NEAR(plane.x_share, 200.0 / 202.0, 1e-7);  // 2 * 10^2 of 2 * 10^2 + 2 * 1^2
  EXPECT_NEAR(plane.y_share, 2.0 / 202.0, 1e-7);
}

TEST(PrincipalPlane, PointsToTheSideOfItsLargestWeight) {
  // The direction is (0.6, 0.8) and never its opposite, whichever point is first.
  const auto plane = principal_plane(std::vector<float>{-6, -8, 6, 8}, 2);
  EXPECT_LT(plane.x[0], 0.0);
  EXPECT_GT(plane.x[1], 0.0);
}

TEST(PrincipalPlane, OfALineHasNoSecondDirection) {
  const auto plane = principal_plane(std::vector<float>{0, 0, 0, 1, 1, 1, 2, 2, 2}, 3);
  EXPECT_NEAR(plane.x_share, 1.0, 1e-12);
  EXPECT_NEAR(plane.x[2], std::sqrt(3.0), 1e-6);
  for (const double y : plane.y) EXPECT_NEAR(y, 0.0, 1e-9);
}

TEST(PrincipalPlane, OfOnePointOrOfEqualPointsIsTheOrigin) {
  EXPECT_THAT(principal_plane(std::vector<float>{3, 4}, 2).x, Each(0.0));
  EXPECT_THAT(principal_plane(std::vector<float>{3, 4, 3, 4}, 2).x, Each(0.0));
  EXPECT_TRUE(principal_plane(std::vector<float>{}, 2).x.empty());
  EXPECT_THROW(principal_plane(std::vector<float>{1, 2, 3}, 2), std::logic_error);
}

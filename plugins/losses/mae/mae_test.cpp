// Absolute error against values worked out by hand, with ratings that are not there.
#include "../rated_checks.hpp"

namespace {

checks::Function mae(const torch::Tensor& ratings) {
  return rated_checks::loss("mae", {}, ratings);
}

// Errors 1 and -2: (1 + 2) / 2; the second clip is rated in one dimension alone: 3.
TEST(Mae, IsTheMeanOverTheDimensionsInWhichAClipIsRated) {
  const auto each = rated_checks::each("mae", {}, rated_checks::ratings(), rated_checks::output());
  EXPECT_NEAR(each[0].item<double>(), 1.5, 1e-12);
  EXPECT_NEAR(each[1].item<double>(), 3.0, 1e-12);
  EXPECT_EQ(each[2].item<double>(), 0.0) << "a clip without a rating";
}

TEST(Mae, HasTheGradientOfItsSlopesAndNoneOfWhatIsNotRated) {
  rated_checks::expect_slopes(mae(rated_checks::ratings()));
}

TEST(Mae, DoesNotDependOnTheOrderOfTheBatchOrOnItsCompany) {
  rated_checks::expect_no_company("mae", {});
}

TEST(Mae, IsFiniteFarFromTheRatings) {
  EXPECT_TRUE(checks::finite(mae(rated_checks::ratings()), 1e4 * rated_checks::output()));
}

}  // namespace

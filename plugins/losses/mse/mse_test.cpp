// Squared error against values worked out by hand, with ratings that are not there.
#include "../rated_checks.hpp"

namespace {

checks::Function mse(const torch::Tensor& ratings) {
  return rated_checks::loss("mse", {}, ratings);
}

// Errors 1 and -2: (1 + 4) / 2; the second clip is rated in one dimension alone: 9.
TEST(Mse, IsTheMeanOverTheDimensionsInWhichAClipIsRated) {
  const auto each = rated_checks::each("mse", {}, rated_checks::ratings(), rated_checks::output());
  EXPECT_NEAR(each[0].item<double>(), 2.5, 1e-12);
  EXPECT_NEAR(each[1].item<double>(), 9.0, 1e-12);
  EXPECT_EQ(each[2].item<double>(), 0.0) << "a clip without a rating";
}

TEST(Mse, HasTheGradientOfItsSlopesAndNoneOfWhatIsNotRated) {
  rated_checks::expect_slopes(mse(rated_checks::ratings()));
}

TEST(Mse, DoesNotDependOnTheOrderOfTheBatchOrOnItsCompany) {
  rated_checks::expect_no_company("mse", {});
}

TEST(Mse, IsFiniteFarFromTheRatings) {
  EXPECT_TRUE(checks::finite(mse(rated_checks::ratings()), 1e4 * rated_checks::output()));
}

}  // namespace

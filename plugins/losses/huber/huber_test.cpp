// Huber's loss against values worked out by hand, on both sides of delta.
#include "../rated_checks.hpp"

namespace {

checks::Function huber(const torch::Tensor& ratings, const std::string& delta) {
  return rated_checks::loss("huber", {"delta=" + delta}, ratings);
}

// delta 1.5, errors 1 and -2: 1/2 and 1.5 (2 - 0.75); the second clip: 1.5 (3 - 0.75).
TEST(Huber, IsSquaredUpToDeltaAndLinearBeyond) {
  const auto each =
      rated_checks::each("huber", {"delta=1.5"}, rated_checks::ratings(), rated_checks::output());
  EXPECT_NEAR(each[0].item<double>(), (0.5 + 1.875) / 2, 1e-12);
  EXPECT_NEAR(each[1].item<double>(), 3.375, 1e-12);
  EXPECT_EQ(each[2].item<double>(), 0.0) << "a clip without a rating";
}

TEST(Huber, WithALargeDeltaIsHalfTheSquaredError) {
  EXPECT_NEAR(huber(rated_checks::ratings(), "100")(rated_checks::output()).item<double>(),
              rated_checks::loss("mse", {}, rated_checks::ratings())(rated_checks::output())
                      .item<double>() /
                  2,
              1e-12);
}

TEST(Huber, HasTheGradientOfItsSlopesAndNoneOfWhatIsNotRated) {
  for (const auto* delta : {"0.5", "1.5", "10"})
    rated_checks::expect_slopes(huber(rated_checks::ratings(), delta));
}

TEST(Huber, DoesNotDependOnTheOrderOfTheBatchOrOnItsCompany) {
  rated_checks::expect_no_company("huber", {"delta=1.5"});
}

TEST(Huber, IsFiniteFarFromTheRatings) {
  EXPECT_TRUE(checks::finite(huber(rated_checks::ratings(), "1"), 1e30 * rated_checks::output()));
}

}  // namespace

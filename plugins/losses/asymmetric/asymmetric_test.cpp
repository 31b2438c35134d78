// Asymmetric loss against values worked out by hand, on both sides of the shift.
#include "../marked_checks.hpp"

namespace {

const std::vector<std::string> kPlain = {"gamma_present=0", "gamma_absent=0", "clip=0"};

TEST(Asymmetric, WithoutExponentsAndShiftIsBinaryCrossEntropy) {
  EXPECT_TRUE(checks::near(
      marked_checks::each("asymmetric", kPlain, marked_checks::marks(), marked_checks::output()),
      marked_checks::each("bce", {}, marked_checks::marks(), marked_checks::output()), 1e-14));
}

// Probabilities 3/4, 3/4 and 1/10: of the class that is there (1/4)^2 (-log 3/4); of those that are
// not, with a shift of 1/4: (1/2)^4 (-log 1/2), and nothing.
TEST(Asymmetric, DownWeighsEachSideByItsExponentAndForgetsWhatIsBelowTheShift) {
  const auto output = torch::tensor({3.0, 3.0, 1.0 / 9.0}, torch::kDouble).log().unsqueeze(0);
  const auto marks = torch::tensor({1.0, 0.0, 0.0}, torch::kDouble).unsqueeze(0);
  EXPECT_NEAR(marked_checks::loss("asymmetric", {"gamma_present=2", "gamma_absent=4", "clip=0.25"},
                                  marks)(output)
                  .item<double>(),
              (-std::log(0.75) / 16 + std::log(2.0) / 16) / 3, 1e-12);
}

TEST(Asymmetric, HasTheGradientOfItsSlopesAndNoneOfWhatIsNotKnown) {
  marked_checks::expect_slopes("asymmetric", {});
  marked_checks::expect_slopes("asymmetric", {"gamma_present=1", "gamma_absent=2", "clip=0"});
}

TEST(Asymmetric, DoesNotDependOnTheOrderOfTheBatchOrOnItsCompany) {
  marked_checks::expect_no_company("asymmetric", {});
}

TEST(Asymmetric, IsFiniteAtTheExtremes) {
  marked_checks::expect_finite("asymmetric", {});
  marked_checks::expect_finite("asymmetric", kPlain);
  marked_checks::expect_finite("asymmetric", {"gamma_present=0.5", "gamma_absent=0.5", "clip=0"});
}

}  // namespace

// Binary cross-entropy against values worked out by hand, with classes of which nothing is known.
#include "../marked_checks.hpp"

namespace {

// Outputs log 3 and -log 3 are 3/4 and 1/4: of a class that is there -log 3/4, of one that is not
// -log 3/4 too.
TEST(Bce, IsTheMeanOverTheClassesOfWhichSomethingIsKnown) {
  const auto output = torch::tensor({3.0, 1.0 / 3.0, 3.0}, torch::kDouble).log().unsqueeze(0);
  const auto marks = torch::tensor({1.0, 0.0, 0.0}, torch::kDouble).unsqueeze(0);
  EXPECT_NEAR(marked_checks::loss("bce", {}, marks)(output).item<double>(),
              -(2 * std::log(0.75) + std::log(0.25)) / 3, 1e-12);
  const auto unknown = torch::tensor({1.0, 0.0, std::nan("")}, torch::kDouble).unsqueeze(0);
  EXPECT_NEAR(marked_checks::loss("bce", {}, unknown)(output).item<double>(), -std::log(0.75),
              1e-12);
}

// 2, 5 and 10 of 10 training clips: weights 4, 1, and 1 where there is nothing to balance.
TEST(Bce, BalancedWeighsAPresentClassByTheClipsWithoutIt) {
  const auto output = torch::zeros({1, 3}, torch::kDouble);
  const auto marks = torch::ones({1, 3}, torch::kDouble);
  EXPECT_NEAR(
      marked_checks::loss("bce", {"positive_weight=balanced"}, marks)(output).item<double>(),
      (4 + 1 + 1) * std::log(2.0) / 3, 1e-12);
}

TEST(Bce, HasTheGradientOfItsSlopesAndNoneOfWhatIsNotKnown) {
  for (const auto* weight : {"none", "balanced"})
    marked_checks::expect_slopes("bce", {std::string("positive_weight=") + weight});
}

TEST(Bce, DoesNotDependOnTheOrderOfTheBatchOrOnItsCompany) {
  marked_checks::expect_no_company("bce", {"positive_weight=balanced"});
}

TEST(Bce, IsFiniteAtTheExtremes) { marked_checks::expect_finite("bce", {}); }

}  // namespace

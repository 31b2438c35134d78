// Focal loss against values worked out by hand, cross-entropy at gamma 0, and clips of which the
// model is certain.
#include <cmath>

#include "../checks.hpp"

namespace {

checks::Function focal(const std::vector<std::string>& options,
                       const torch::Tensor& label = checks::labels()) {
  return checks::of_output(serhost::testing::make_loss("focal", options, checks::classes()),
                           {.label = label});
}

// p = 0.1, 0.2, 0.3, 0.4; of class 3 at gamma 2: -(0.6)^2 ln 0.4.
TEST(Focal, MatchesTheValueWorkedOutByHand) {
  const auto output = torch::tensor({1.0, 2.0, 3.0, 4.0}, torch::kDouble).log().unsqueeze(0);
  EXPECT_NEAR(focal({"gamma=2.0"}, torch::tensor({3}, torch::kLong))(output).item<double>(),
              -0.36 * std::log(0.4), 1e-12);
}

TEST(Focal, WithGammaZeroIsCrossEntropy) {
  const auto plain =
      checks::of_output(serhost::testing::make_loss("cross_entropy", {}, checks::classes()),
                        {.label = checks::labels()});
  const auto function = focal({"gamma=0.0"});
  EXPECT_TRUE(checks::near(function(checks::logits()), plain(checks::logits()), 1e-12));
  EXPECT_TRUE(checks::near(checks::gradient(function, checks::logits()),
                           checks::gradient(plain, checks::logits()), 1e-12));
}

TEST(Focal, MultipliesEachClipByTheFactorOfItsClass) {
  const auto plain = serhost::testing::make_loss("focal", {}, checks::classes());
  const auto weighted =
      serhost::testing::make_loss("focal", {"alpha={ a = 0.5, d = 3.0 }"}, checks::classes());
  auto step = serhost::testing::step();
  const serhost::Targets targets{.label = checks::labels()};  // a, d, c
  const auto factors = torch::tensor({0.5, 3.0, 1.0}, torch::kDouble);
  EXPECT_TRUE(checks::near(weighted->forward({.output = checks::logits()}, targets, step),
                           plain->forward({.output = checks::logits()}, targets, step) * factors,
                           1e-12));
}

TEST(Focal, RefusesFactorsThatAreAllZero) {
  EXPECT_ANY_THROW(
      serhost::testing::make_loss("focal", {"alpha={ x = 0.0, y = 0.0 }"}, {"x", "y"}));
}

TEST(Focal, RefusesAFactorForAClassThatIsNotThere) {
  EXPECT_ANY_THROW(serhost::testing::make_loss("focal", {"alpha={ joy = 2.0 }"}, {"x", "y"}));
}

TEST(Focal, HasTheGradientOfItsSlopes) {
  for (const auto* gamma : {"gamma=0.5", "gamma=1.0", "gamma=2.0", "gamma=5.0"}) {
    const auto function = focal({gamma});
    EXPECT_TRUE(checks::near(checks::gradient(function, checks::logits()),
                             checks::slopes(function, checks::logits()), 1e-8))
        << gamma;
  }
}

TEST(Focal, HasAFiniteGradientWhereTheModelIsCertain) {
  for (const auto* gamma : {"gamma=0.0", "gamma=0.3", "gamma=0.5", "gamma=1.0", "gamma=2.0"}) {
    EXPECT_TRUE(checks::finite(focal({gamma}), checks::extreme())) << gamma;
    for (const double lead : {5.0, 15.0, 17.0, 20.0, 40.0,
                              100.0}) {  // p -> 1 through the last bits of single precision
      const auto output = torch::tensor({lead, 0.0, 0.0, 0.0}, torch::kFloat).unsqueeze(0);
      const auto function = focal({gamma}, torch::tensor({0}, torch::kLong));
      EXPECT_TRUE(checks::finite(function, output)) << gamma << " " << lead;
      EXPECT_LT(checks::gradient(function, output).abs().max().item<double>(), 1.0)
          << gamma << " " << lead;
    }
  }
}

}  // namespace

// Divergence against values worked out by hand, and what it shares with cross-entropy.
#include <cmath>

#include "../checks.hpp"

namespace {

checks::Function loss(const std::string& name, const torch::Tensor& soft) {
  return checks::of_output(serhost::testing::make_loss(name, {}, checks::classes()),
                           {.soft = soft});
}

torch::Tensor votes() {
  return torch::tensor({0.5, 0.0, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.4}, torch::kDouble)
      .view({3, 4});
}

// p = 0.1, 0.2, 0.3, 0.4 and q = 0.5, 0, 0, 0.5: (log 5 + log 1.25) / 2.
TEST(Kl, IsTheDivergenceWorkedOutByHand) {
  const auto output = torch::tensor({1.0, 2.0, 3.0, 4.0}, torch::kDouble).log().unsqueeze(0);
  EXPECT_NEAR(loss("kl", votes().narrow(0, 0, 1))(output).item<double>(),
              (std::log(5.0) + std::log(1.25)) / 2, 1e-12);
  EXPECT_NEAR(loss("kl", votes().narrow(0, 2, 1))(output).item<double>(), 0.0, 1e-12)
      << "of the votes from themselves";
}

TEST(Kl, HasTheGradientOfSoftCrossEntropyAndOfItsSlopes) {
  const auto gradient = checks::gradient(loss("kl", votes()), checks::logits());
  EXPECT_TRUE(checks::near(gradient, checks::slopes(loss("kl", votes()), checks::logits()), 1e-8));
  EXPECT_TRUE(checks::near(
      gradient, checks::gradient(loss("cross_entropy", votes()), checks::logits()), 1e-12));
}

TEST(Kl, DoesNotDependOnTheOrderOfTheBatch) {
  const auto order = torch::tensor({2, 0, 1}, torch::kLong);
  EXPECT_TRUE(checks::near(
      loss("kl", votes())(checks::logits()),
      loss("kl", votes().index_select(0, order))(checks::logits().index_select(0, order)), 1e-12));
}

TEST(Kl, IsFiniteWhereClassesHaveNoVotesAndAtTheExtremes) {
  EXPECT_TRUE(checks::finite(loss("kl", votes()), checks::logits()));
  EXPECT_TRUE(checks::finite(loss("kl", votes().to(torch::kFloat)), checks::extreme()));
}

}  // namespace

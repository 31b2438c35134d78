#include <cmath>
#include <serhost/testing.hpp>

namespace {

using serhost::testing::make_loss;

// One clip, two classes, p(true) = 0.8, epsilon 1: -ln 0.8 + (1 - 0.8).
TEST(Poly1, MatchesTheValueWorkedOutByHand) {
  const auto loss = make_loss("poly1", {"epsilon=1.0"}, {"sad", "angry"});
  const auto output = torch::tensor({{std::log(0.8), std::log(0.2)}}, torch::kDouble);
  EXPECT_NEAR(serhost::testing::value(*loss, output, {0}), -std::log(0.8) + 0.2, 1e-12);
}

TEST(Poly1, WithEpsilonZeroIsCrossEntropy) {
  const auto loss = make_loss("poly1", {"epsilon=0.0"}, {"sad", "angry", "calm"});
  const auto [output, labels] = serhost::testing::clips(/*n=*/8, /*classes=*/3, /*seed=*/1);
  EXPECT_NEAR(serhost::testing::value(*loss, output, labels),
              serhost::testing::cross_entropy(output, labels), 1e-12);
}

TEST(Poly1, IsFiniteHoweverWrongTheModelIs) {
  const auto loss = make_loss("poly1", {}, {"sad", "angry"});
  const auto output = torch::tensor({{1e4, -1e4}}, torch::kFloat);
  EXPECT_NEAR(serhost::testing::value(*loss, output, {1}), 2e4 + 1.0, 1e-2);
}

TEST(Poly1, KeepsWhatEveryLossPromises) {
  for (const auto* epsilon : {"epsilon=1.0", "epsilon=-1.0"})
    serhost::testing::expect_loss_conforms("poly1", {epsilon});
}

}  // namespace

#include <serhost/testing.hpp>

#include <cmath>

namespace {

using serhost::testing::make_loss;

torch::Tensor per_clip(const std::string& epsilon, const torch::Tensor& output, const std::vector<std::int64_t>& labels) {
  const auto loss = make_loss("poly1", {"epsilon=" + epsilon}, {"sad", "angry"});
  auto step = serhost::testing::step();
  return loss->forward({.output = output}, {.label = torch::tensor(labels)}, step);
}

// One clip, two classes, p(true) = 0.8, epsilon 1: -ln 0.8 + (1 - 0.8).
TEST(Poly1, MatchesTheValueWorkedOutByHand) {
  const auto output = torch::tensor({std::log(0.8), std::log(0.2)}, torch::kDouble).unsqueeze(0);
  EXPECT_NEAR(per_clip("1.0", output, {0}).item<double>(), -std::log(0.8) + 0.2, 1e-12);
}

TEST(Poly1, WithEpsilonZeroIsCrossEntropy) {
  const auto output = torch::tensor({0.3, -1.2, 2.0, 0.5}, torch::kDouble).view({2, 2});
  const auto expected = torch::nll_loss_nd(torch::log_softmax(output, 1), torch::tensor({1, 0}), {}, at::Reduction::None);
  EXPECT_TRUE(torch::allclose(per_clip("0.0", output, {1, 0}), expected, 0, 1e-12));
}

TEST(Poly1, IsFiniteHoweverWrongTheModelIs) {
  const auto output = torch::tensor({1e4, -1e4}, torch::kFloat).unsqueeze(0);
  EXPECT_NEAR(per_clip("1.0", output, {1}).item<double>(), 2e4 + 1.0, 1e-2);
}

}  // namespace

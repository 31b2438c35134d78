// The asymmetric loss of one class against values and gradients of the published code.
#include "../checks.hpp"

namespace {

at::Tensor logits() {
  return torch::tensor({2.0, -1.0, 0.5, 0.0, 0.1, 0.2, -0.3, 1.5, -2.0, 3.0, 0.0, 1.0},
                       torch::kDouble)
      .view({3, 4});
}

checks::Function asymmetric(const std::vector<std::string>& options) {
  return checks::of_output(
      serhost::testing::make_loss("asymmetric_single", options, checks::classes()),
      {.label = torch::tensor({0, 3, 2}, torch::kLong)});
}

TEST(AsymmetricSingle, HasTheValuesOfThePublishedCode) {
  struct Case {
    std::vector<std::string> options;
    double value;
    std::vector<double> gradient;  // of the first row; empty: not stored
  };
  for (const auto& [options, value, gradient] : std::vector<Case>{
           {{}, 1.24620676, {-0.08941395, 0.01089952, 0.04888097, 0.02963347}},
           {{"epsilon=0"}, 1.34643026, {-0.09663336, 0.01178460, 0.05281490, 0.03203386}},
           {{"gamma_true=1"}, 1.03490330, {-0.04767098, 0.00580889, 0.02606637, 0.01579571}},
           {{"gamma_others=2"}, 1.24824008, {-0.09002811, 0.01092799, 0.04927214, 0.02982798}}}) {
    const auto own = asymmetric(options);
    EXPECT_NEAR(own(logits()).mean().item<double>(), value, 1e-7);
    auto x = logits().requires_grad_();
    own(x).mean().backward();
    EXPECT_TRUE(checks::near(x.grad()[0], torch::tensor(gradient, torch::kDouble), 1e-7));
  }
}

TEST(AsymmetricSingle, WithoutExponentsAndSmoothingIsCrossEntropy) {
  const auto plain =
      checks::of_output(serhost::testing::make_loss("cross_entropy", {}, checks::classes()),
                        {.label = torch::tensor({0, 3, 2}, torch::kLong)});
  EXPECT_TRUE(
      checks::near(asymmetric({"epsilon=0", "gamma_others=0"})(logits()), plain(logits()), 1e-12));
}

TEST(AsymmetricSingle, HasTheGradientOfItsSlopes) {
  const auto own = asymmetric({"gamma_true=1.5"});
  EXPECT_TRUE(checks::near(checks::gradient(own, logits()), checks::slopes(own, logits()), 1e-8));
}

}  // namespace

// Thresholds by hand: three classes, two thresholds, an embedding of one number.
#include <torch/nn/module.h>

#include <cmath>

#include "../checks.hpp"

namespace {

/// weight 1, thresholds passed where the embedding is above -1 and above 2.
std::shared_ptr<serhost::Loss> made(const std::string& predict,
                                    const std::vector<double>& bias = {1.0, -2.0}) {
  const auto loss =
      serhost::testing::make_loss_for(serhost::testing::task_of({"low", "medium", "high"}, 1),
                                      "coral", {"predict=\"" + predict + "\""});
  auto& module = dynamic_cast<torch::nn::Module&>(*loss);
  module.to(torch::kDouble);
  const torch::NoGradGuard no_gradient;
  module.named_parameters()["weight"].fill_(1.0);
  module.named_parameters()["bias"].copy_(torch::tensor(bias, torch::kDouble));
  return loss;
}

torch::Tensor column(const std::vector<double>& values) {
  return torch::tensor(values, torch::kDouble).unsqueeze(1);
}

double s(double x) { return 1.0 / (1.0 + std::exp(-x)); }

TEST(Coral, SumsTheLossesOfBothThresholds) {
  auto step = serhost::testing::step();
  const auto each = made("median")->forward({.embedding = column({0.5, 0.5, 0.5})},
                                            {.label = torch::tensor({0, 1, 2})}, step);
  const double first = s(1.5), second = s(-1.5);
  EXPECT_NEAR(each[0].item<double>(), -std::log(1 - first) - std::log(1 - second), 1e-12);
  EXPECT_NEAR(each[1].item<double>(), -std::log(first) - std::log(1 - second), 1e-12);
  EXPECT_NEAR(each[2].item<double>(), -std::log(first) - std::log(second), 1e-12);
}

TEST(Coral, PredictsTheNumberOfThresholdsPassedWhateverTheirOrder) {
  for (const auto& bias : {std::vector<double>{1.0, -2.0}, std::vector<double>{-2.0, 1.0}}) {
    const auto scores = made("median", bias)->scores({.embedding = column({-1.1, -0.9, 1.9, 2.1})});
    EXPECT_TRUE(torch::equal(scores.argmax(1), torch::tensor({0, 1, 1, 2})));
  }
}

TEST(Coral, ByModeHasTheProbabilitiesOfTheModel) {
  const auto p =
      torch::softmax(made("mode")->scores({.embedding = column({0.5, 400.0, -400.0})}), 1);
  EXPECT_NEAR(p[0][0].item<double>(), 1 - s(1.5), 1e-12);
  EXPECT_NEAR(p[0][1].item<double>(), s(1.5) - s(-1.5), 1e-12);
  EXPECT_NEAR(p[0][2].item<double>(), s(-1.5), 1e-12);
  EXPECT_NEAR(p[1][2].item<double>(), 1.0, 1e-12);
  EXPECT_NEAR(p[2][0].item<double>(), 1.0, 1e-12);
}

TEST(Coral, BeginsWithThresholdsInOrder) {
  const auto loss =
      serhost::testing::make_loss_for(serhost::testing::task_of({"a", "b", "c"}, 4), "coral");
  const auto bias = dynamic_cast<torch::nn::Module&>(*loss).named_parameters()["bias"];
  EXPECT_EQ(bias[0].item<double>(), 1.0);
  EXPECT_EQ(bias[1].item<double>(), 0.5);
}

}  // namespace

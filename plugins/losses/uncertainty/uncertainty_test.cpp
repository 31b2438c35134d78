// Learned weights: values by hand, and the variances at which the gradient vanishes.
#include <gmock/gmock.h>
#include <torch/nn/module.h>

#include "../rated_checks.hpp"

namespace {

using ::testing::HasSubstr;

const std::string kParts = R"(parts=[{plugin="mse", weight=0.5}, {plugin="ccc"}])";

torch::Tensor log_variance(serhost::Loss& loss) {
  auto& module = dynamic_cast<torch::nn::Module&>(loss);
  module.to(torch::kDouble);
  return module.named_parameters()["log_variance"];
}

void set(const torch::Tensor& parameter, std::vector<double> values) {
  const torch::NoGradGuard no_gradient;
  parameter.copy_(torch::tensor(values, torch::kDouble));
}

double forward(serhost::Loss& loss) {
  auto step = serhost::testing::step();
  const auto value = loss.forward({.output = rated_checks::output()},
                                  {.dimensions = rated_checks::ratings()}, step);
  if (value.requires_grad()) value.backward();
  return value.item<double>();
}

double alone(const char* name) { return forward(*rated_checks::make(name, {})); }

double squared_error() {
  return rated_checks::each("mse", {}, rated_checks::ratings(), rated_checks::output())
      .mean()
      .item<double>();
}

TEST(Uncertainty, WeighsEachPartByItsVariance) {
  const auto loss = rated_checks::make("uncertainty", {kParts});
  set(log_variance(*loss), {std::log(4.0), std::log(0.25)});
  EXPECT_NEAR(forward(*loss), 0.5 * squared_error() / 4 + alone("ccc") * 4, 1e-12)
      << "the halves of log 4 and log 1/4 cancel";
}

// d/ds (w e^-s L + s/2) = 0 where e^s = 2 w L.
TEST(Uncertainty, HasNoGradientAtTheVarianceThatFits) {
  const auto loss = rated_checks::make("uncertainty", {kParts});
  const auto parameter = log_variance(*loss);
  set(parameter, {std::log(squared_error()), std::log(2 * alone("ccc"))});
  forward(*loss);
  EXPECT_LT(parameter.grad().abs().max().item<double>(), 1e-12);
}

TEST(Uncertainty, RefusesAPartWithoutWeight) {
  try {
    rated_checks::make("uncertainty", {R"(parts=[{plugin="mse", weight=0.0}])"});
    FAIL();
  } catch (const std::exception& error) {
    EXPECT_THAT(error.what(), HasSubstr("the weight of part 'mse' is 0"));
  }
}

}  // namespace

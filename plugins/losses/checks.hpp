// What the tests of all losses ask alike, in double precision: values, gradients, and slopes by
// central differences.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <serhost/testing.hpp>
#include <string>
#include <vector>

namespace checks {

using Function = std::function<torch::Tensor(const torch::Tensor&)>;

/// [3, 4] with one clip that is right, one that is right and sure, one that is wrong.
inline torch::Tensor logits() {
  return torch::tensor({2.0, -1.0, 0.5, 0.0, 0.1, 0.2, -0.3, 1.5, -2.0, 3.0, 0.0, 1.0},
                       torch::kDouble)
      .view({3, 4});
}

inline torch::Tensor labels() { return torch::tensor({0, 3, 2}, torch::kLong); }
inline std::vector<std::string> classes() { return {"a", "b", "c", "d"}; }

/// The mean over clips as a function of the output.
inline Function of_output(std::shared_ptr<serhost::Loss> loss, serhost::Targets targets) {
  return [loss, targets](const torch::Tensor& output) {
    auto step = serhost::testing::step();
    return loss->forward({.output = output}, targets, step).mean();
  };
}

inline torch::Tensor gradient(const Function& function, const torch::Tensor& at) {
  const auto x = at.detach().clone().requires_grad_(true);
  const auto value = function(x);
  value.backward();
  return x.grad().defined() ? x.grad() : torch::zeros_like(x);
}

/// The gradient by (f(x + h) - f(x - h)) / 2h; good to about 1e-9 where f is smooth.
inline torch::Tensor slopes(const Function& function, const torch::Tensor& at, double h = 1e-5) {
  const torch::NoGradGuard no_gradient;
  auto out = torch::zeros_like(at);
  for (std::int64_t i = 0; i < at.numel(); ++i) {
    auto above = at.clone(), below = at.clone();
    above.view({-1})[i] += h;
    below.view({-1})[i] -= h;
    out.view({-1})[i] = (function(above) - function(below)) / (2 * h);
  }
  return out;
}

inline testing::AssertionResult near(const torch::Tensor& a, const torch::Tensor& b,
                                     double tolerance) {
  const double worst = (a.to(torch::kDouble) - b.to(torch::kDouble)).abs().max().item<double>();
  if (worst <= tolerance) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "they differ by " << worst << ", more than " << tolerance;
}

/// Value and gradient of `function` are finite at `at`.
inline testing::AssertionResult finite(const Function& function, const torch::Tensor& at) {
  if (!function(at).isfinite().all().item<bool>())
    return testing::AssertionFailure() << "the value is not finite";
  if (!gradient(function, at).isfinite().all().item<bool>())
    return testing::AssertionFailure() << "the gradient is not finite";
  return testing::AssertionSuccess();
}

/// Outputs of +-1e4 in single precision, the sign of each drawn by its place: certain and wrong,
/// certain and right.
inline torch::Tensor extreme() {
  return torch::tensor({1e4, -1e4, -1e4, -1e4, 1e4, 1e4, 1e4, -1e4, -1e4, -1e4, -1e4, -1e4},
                       torch::kFloat)
      .view({3, 4});
}

}  // namespace checks

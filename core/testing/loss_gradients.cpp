// Gradients against central differences in fp64, where a wrong one cannot hide behind rounding: of
// everything that the model gave and of the loss's own parameters.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cmath>

#include "testing/loss_checks.hpp"

namespace serhost::conformance {
namespace {

constexpr double kStep = 1e-6, kGradientTolerance = 1e-5;
constexpr std::int64_t kMostCoordinates = 64;  // of one tensor

/// A loss in double precision for the length of a check; an instance that is not our own must go on
/// in single precision.
class InDouble {
 public:
  explicit InDouble(std::shared_ptr<Loss> loss) : loss_(std::move(loss)) {
    if (auto* const module = module_of(*loss_)) module->to(at::kDouble);
  }
  ~InDouble() {
    if (auto* const module = module_of(*loss_)) module->to(at::kFloat);
  }
  InDouble(const InDouble&) = delete;
  InDouble& operator=(const InDouble&) = delete;
  Loss& operator*() const { return *loss_; }

 private:
  std::shared_ptr<Loss> loss_;
};

std::vector<std::int64_t> place_of(std::int64_t flat, at::IntArrayRef sizes) {
  std::vector<std::int64_t> place(sizes.size());
  for (auto d = sizes.size(); d-- > 0;) {
    place[d] = flat % sizes[d];
    flat /= sizes[d];
  }
  return place;
}

/// Compares `gradient` with differences of the summed loss over coordinates of `point`, which is
/// written to and put back.
void compare(Verdict& verdict, Loss& loss, const Batch& batch, at::Tensor point,
             const at::Tensor& gradient, const std::string& what) {
  const at::NoGradGuard no_graph;
  auto* const coordinates = point.data_ptr<double>();
  const auto found = gradient.contiguous();
  const auto stride = std::max<std::int64_t>(1, point.numel() / kMostCoordinates);
  for (std::int64_t i = 0; i < point.numel() && !verdict.enough(); i += stride) {
    const double middle = coordinates[i];
    coordinates[i] = middle + kStep;
    const double above = forward(loss, batch).sum().item().toDouble();
    coordinates[i] = middle - kStep;
    const double below = forward(loss, batch).sum().item().toDouble();
    coordinates[i] = middle;
    const double expected = (above - below) / (2 * kStep), autograd = found.data_ptr<double>()[i];
    if (std::abs(autograd - expected) <= kGradientTolerance * std::max(1.0, std::abs(expected)))
      continue;
    verdict.fail(what + " at " + listed(place_of(i, point.sizes())) + " is " + brief(autograd) +
                 ", but finite differences give " + brief(expected));
  }
}

std::string in_batch(std::uint64_t seed) { return " (batch " + std::to_string(seed) + ")"; }

void of_leaf(Verdict& verdict, const LossSetting& setting, const std::string& name,
             at::Tensor View::* leaf) {
  const InDouble loss(setting.make());
  for (std::uint64_t seed = 11; seed < 13; ++seed) {
    auto batch = random_batch(setting, seed, 6, at::kDouble);
    const auto point = (batch.view.*leaf).detach().clone().requires_grad_(true);
    batch.view.*leaf = point;
    const auto total = forward(*loss, batch).sum();
    if (total.requires_grad()) total.backward();
    if (!point.grad().defined() || point.grad().abs().max().item().toDouble() == 0.0) {
      verdict.fail("no gradient reaches " + name + in_batch(seed));
      return;
    }
    if (!at::isfinite(point.grad()).all().item().toBool()) {
      verdict.fail("the gradient of " + name + " is not finite" + in_batch(seed));
      return;
    }
    const auto flat = point.detach().clone();
    batch.view.*leaf = flat;
    compare(verdict, *loss, batch, flat, point.grad(), "the gradient of " + name + in_batch(seed));
  }
}

/// Frames reach a loss whether it asks for them or not; one that uses them must be right about
/// them, too.
void of_frames(Verdict& verdict, const LossSetting& setting) {
  const InDouble loss(setting.make());
  auto batch = random_batch(setting, 11, 6, at::kDouble);
  const auto point = batch.view.frames.detach().clone().requires_grad_(true);
  batch.view.frames = point;
  const auto total = forward(*loss, batch).sum();
  if (total.requires_grad()) total.backward();
  if (!point.grad().defined()) verdict.skip("the loss does not use the frames");
  const auto flat = point.detach().clone();
  batch.view.frames = flat;
  compare(verdict, *loss, batch, flat, point.grad(), "the gradient of frames");
}

void of_parameters(Verdict& verdict, const LossSetting& setting) {
  const InDouble loss(setting.make());
  auto* const module = module_of(*loss);
  if (module == nullptr || module->parameters().empty()) verdict.skip("the loss has no parameters");
  const auto batch = random_batch(setting, 11, 6, at::kDouble);
  module->zero_grad();
  const auto total = forward(*loss, batch).sum();
  if (total.requires_grad()) total.backward();
  for (const auto& item : module->named_parameters()) {
    const auto& parameter = item.value();
    if (!parameter.requires_grad()) continue;
    if (!parameter.grad().defined()) {
      verdict.fail("no gradient reaches parameter '" + item.key() + "'");
      continue;
    }
    compare(verdict, *loss, batch, parameter.detach(), parameter.grad(),
            "the gradient of parameter '" + item.key() + "'");
  }
  module->zero_grad();
}

}  // namespace

void add_gradient_checks(LossChecks& all, const LossSetting& setting) {
  const char* const hint =
      "look for detach(), item(), NoGradGuard, a backward of your own, or a value worked out "
      "outside of tensors; constants must "
      "follow the "
      "dtype of the view (x.new_full, .to(x)), for tests run in fp64";
  for (const auto& [name, leaf] : leaves(setting.needs)) {
    all.push_back({"gradient of " + name, hint, [=, name = name, leaf = leaf](Verdict& verdict) {
                     of_leaf(verdict, setting, name, leaf);
                   }});
  }
  all.push_back(
      {"gradient of frames", hint, [=](Verdict& verdict) { of_frames(verdict, setting); }});
  all.push_back(
      {"gradient of parameters", hint, [=](Verdict& verdict) { of_parameters(verdict, setting); }});
}

}  // namespace serhost::conformance

// The four optimizers.
#include "train/optimizer.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

#include "base/error.hpp"

namespace serhost::train {
namespace {

constexpr double kSmoothing = 0.99;  // of RMSprop's squared gradients, torch's default

void rmsprop(const at::Tensor& parameter, const at::Tensor& gradient, at::Tensor& squares,
             at::Tensor& velocity, double lr, double weight_decay, double momentum, double eps) {
  const auto g = weight_decay == 0.0 ? gradient : gradient.add(parameter, weight_decay);
  squares.mul_(kSmoothing).addcmul_(g, g, 1.0 - kSmoothing);
  const auto scale = squares.sqrt().add_(eps);
  if (momentum == 0.0) {
    parameter.addcdiv_(g, scale, -lr);
  } else {
    velocity.mul_(momentum).addcdiv_(g, scale);
    parameter.add_(velocity, -lr);
  }
}

}  // namespace

Optimizer::Optimizer(const config::OptimizerTable& table, std::vector<model::Group> groups)
    : table_(table) {
  for (auto& group : groups) {
    const auto lr =
        (group.name == "backbone" ? table.backbone_lr.value_or(table.lr) : table.lr) * group.scale;
    if (!group.decayed.empty())
      groups_.push_back({lr, table.weight_decay, std::move(group.decayed), {}, {}, {}});
    if (!group.undecayed.empty())
      groups_.push_back({lr, 0.0, std::move(group.undecayed), {}, {}, {}});
  }
  for (auto& group : groups_) {
    group.first.resize(group.parameters.size());
    group.second.resize(group.parameters.size());
    group.steps.resize(group.parameters.size());
  }
}

void Optimizer::zero_grad() {
  for (auto& group : groups_) {
    for (auto& parameter : group.parameters) parameter.mutable_grad() = at::Tensor();
  }
}

double Optimizer::clip(double bound) {
  std::vector<at::Tensor> gradients;
  for (const auto& group : groups_) {
    for (const auto& parameter : group.parameters) {
      if (parameter.grad().defined()) gradients.push_back(parameter.grad());
    }
  }
  if (gradients.empty()) return 0.0;
  const at::NoGradGuard no_grad;
  const auto norm = at::stack(at::_foreach_norm(gradients, 2)).norm().item<double>();
  if (std::isfinite(norm) && norm > bound) at::_foreach_mul_(gradients, bound / (norm + 1e-6));
  return norm;
}

void Optimizer::ensure_state(ParamGroup& group, std::size_t i) {
  if (group.first[i].defined()) return;
  const auto& parameter = group.parameters[i];
  group.first[i] = at::zeros_like(parameter);
  group.second[i] = at::zeros_like(parameter);
  group.steps[i] = at::zeros({}, parameter.options().dtype(at::kFloat).requires_grad(false));
}

void Optimizer::step(ParamGroup& group, double lr, double momentum) {
  std::vector<at::Tensor> parameters, gradients, first, second, steps;
  for (std::size_t i = 0; i < group.parameters.size(); ++i) {
    const auto& gradient = group.parameters[i].grad();
    if (!gradient.defined()) continue;
    ensure_state(group, i);
    parameters.push_back(group.parameters[i]);
    gradients.push_back(gradient);
    first.push_back(group.first[i]);
    second.push_back(group.second[i]);
    steps.push_back(group.steps[i]);
  }
  if (parameters.empty()) return;
  if (table_.name == "adamw" || table_.name == "adam") {
    at::_foreach_add_(steps, 1);
    const auto beta = table_.betas[1];
    if (table_.name == "adamw")
      at::_fused_adamw_(parameters, gradients, first, second, {}, steps, lr, momentum, beta,
                        group.weight_decay, table_.eps, false, false);
    else
      at::_fused_adam_(parameters, gradients, first, second, {}, steps, lr, momentum, beta,
                       group.weight_decay, table_.eps, false, false);
  } else if (table_.name == "sgd") {
    // Zeros in the velocities make the first step like any other.
    at::_fused_sgd_(parameters, gradients, momentum == 0.0 ? std::vector<at::Tensor>{} : first,
                    group.weight_decay, momentum, lr, 0.0, false, false, false);
  } else {
    SERHOST_CHECK(table_.name == "rmsprop");
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      rmsprop(parameters[i], gradients[i], first[i], second[i], lr, group.weight_decay, momentum,
              table_.eps);
    }
  }
  // Fused operators write without a note in the version, by which backbones know that what they
  // derived from a weight is stale.
  for (const auto& parameter : parameters) parameter.unsafeGetTensorImpl()->bump_version();
}

void Optimizer::step(const std::function<double(double)>& rate, std::optional<double> momentum) {
  const at::NoGradGuard no_grad;
  const bool adam = table_.name == "adamw" || table_.name == "adam";
  const auto used = momentum.value_or(adam ? table_.betas[0] : table_.momentum);
  for (auto& group : groups_) step(group, rate(group.lr), used);
}

std::map<std::string, at::Tensor> Optimizer::state() const {
  std::map<std::string, at::Tensor> out;
  for (std::size_t s = 0; s < groups_.size(); ++s) {
    const auto& group = groups_[s];
    for (std::size_t i = 0; i < group.parameters.size(); ++i) {
      if (!group.first[i].defined()) continue;
      const auto name = std::to_string(s) + "." + std::to_string(i) + ".";
      out.emplace(name + "first", group.first[i]);
      out.emplace(name + "second", group.second[i]);
      out.emplace(name + "steps", group.steps[i]);
    }
  }
  return out;
}

void Optimizer::restore(const std::map<std::string, at::Tensor>& state) {
  const at::NoGradGuard no_grad;
  std::size_t used = 0;
  const auto restore_one = [&](const std::string& name, at::Tensor& target) {
    const auto saved = state.find(name);
    if (saved == state.end() || !target.sizes().equals(saved->second.sizes())) {
      throw Error(Exit::damaged,
                  "the saved optimizer state does not fit this model (" + name + ")");
    }
    target.copy_(saved->second);
    ++used;
  };
  for (std::size_t s = 0; s < groups_.size(); ++s) {
    auto& group = groups_[s];
    for (std::size_t i = 0; i < group.parameters.size(); ++i) {
      const auto name = std::to_string(s) + "." + std::to_string(i) + ".";
      if (!state.contains(name + "steps")) continue;  // had no gradient yet
      ensure_state(group, i);
      restore_one(name + "first", group.first[i]);
      restore_one(name + "second", group.second[i]);
      restore_one(name + "steps", group.steps[i]);
    }
  }
  if (used != state.size())
    throw Error(Exit::damaged, "the saved optimizer state is of another model");
}

}  // namespace serhost::train

// Groups, gradients, and guarded calls of the component.
#include "train/optimizer.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/stack.h>

#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "host/built_in.hpp"

namespace serhost::train {
namespace {

std::vector<ParamGroup> param_groups(const config::OptimizerTable& table,
                                     std::vector<model::Group> groups) {
  std::vector<ParamGroup> out;
  for (auto& group : groups) {
    const auto lr =
        (group.name == "backbone" ? table.backbone_lr.value_or(table.lr) : table.lr) * group.scale;
    if (!group.decayed.empty())
      out.push_back({group.name, lr, table.weight_decay, std::move(group.decayed)});
    if (!group.undecayed.empty()) out.push_back({group.name, lr, 0.0, std::move(group.undecayed)});
  }
  return out;
}

}  // namespace

Optimizer::Optimizer(const config::OptimizerTable& table, std::vector<model::Group> groups)
    : groups_(param_groups(table, std::move(groups))) {
  const auto& registry = host::built_in_registry();
  const auto& info = table.component.info != nullptr ? *table.component.info
                                                     : registry.get(Kind::optimizer, table.name);
  callee_ = host::callee_of(info);
  component_ = registry.make_optimizer(
      info, table.component.info != nullptr ? table.component.values : host::defaults_of(info),
      groups_, Context{});
  for (const auto& group : groups_) {
    for (const auto& parameter : group.parameters)
      kinds_.push_back({parameter.sizes().vec(), parameter.scalar_type(), parameter.device()});
  }
}

void Optimizer::require_same_kinds() const {
  std::size_t i = 0;
  for (const auto& group : groups_) {
    for (const auto& parameter : group.parameters) {
      const ParameterKind now{parameter.sizes().vec(), parameter.scalar_type(), parameter.device()};
      if (now == kinds_[i++]) continue;
      throw PluginError(callee_.component + " of plugin " + callee_.plugin +
                        " made another tensor of a parameter in step: shape, type or device is "
                        "not what it was; change values alone, in place");
    }
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

void Optimizer::step(const std::function<double(double)>& rate, std::optional<double> momentum) {
  const at::NoGradGuard no_grad;
  Update update{{}, momentum};
  for (const auto& group : groups_) update.lr.push_back(rate(group.lr));
  host::guarded(callee_, "step", [&] { component_->step(update); });
  require_same_kinds();
  // Fused operators write without a note in the version, by which backbones know that what they
  // derived from a weight is stale.
  for (const auto& group : groups_) {
    for (const auto& parameter : group.parameters) {
      if (parameter.grad().defined()) parameter.unsafeGetTensorImpl()->bump_version();
    }
  }
}

std::map<std::string, at::Tensor> Optimizer::state() const {
  auto state = host::guarded(callee_, "state", [&] { return component_->state(); });
  for (const auto& [name, tensor] : state) {
    if (!tensor.defined() || tensor.layout() != at::kStrided)
      throw PluginError(callee_.component + " of plugin " + callee_.plugin + " gave the state '" +
                        name + "' that is " + (tensor.defined() ? "not dense" : "undefined") +
                        "; leave it out, or give a plain tensor");
  }
  return state;
}

void Optimizer::restore(const std::map<std::string, at::Tensor>& state) {
  try {
    component_->restore(state);
  } catch (const std::exception& error) {
    throw Error(Exit::damaged, callee_.component + ": " + error.what());
  }
}

}  // namespace serhost::train

// Names and shapes of optimizer state.
#include "train/optim/moments.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <stdexcept>
#include <utility>

namespace serhost::optim {

Moments::Moments(std::vector<ParamGroup> groups) : groups_(std::move(groups)) {
  for (const auto& group : groups_) kept_.emplace_back(group.parameters.size());
}

Moments::Kept& Moments::kept(std::size_t group, std::size_t parameter) {
  auto& kept = kept_[group][parameter];
  if (kept.first.defined()) return kept;
  const auto& like = groups_[group].parameters[parameter];
  kept.first = at::zeros_like(like);
  kept.second = at::zeros_like(like);
  kept.steps = at::zeros({}, like.options().dtype(at::kFloat).requires_grad(false));
  return kept;
}

Moments::Open Moments::with_gradients(std::size_t group) {
  Open open;
  const auto& parameters = groups_[group].parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& gradient = parameters[i].grad();
    if (!gradient.defined()) continue;
    const auto& own = kept(group, i);
    open.parameters.push_back(parameters[i]);
    open.gradients.push_back(gradient);
    open.first.push_back(own.first);
    open.second.push_back(own.second);
    open.steps.push_back(own.steps);
  }
  return open;
}

std::map<std::string, at::Tensor> Moments::state() const {
  std::map<std::string, at::Tensor> out;
  for (std::size_t g = 0; g < kept_.size(); ++g) {
    for (std::size_t i = 0; i < kept_[g].size(); ++i) {
      const auto& own = kept_[g][i];
      if (!own.first.defined()) continue;
      const auto name = std::to_string(g) + "." + std::to_string(i) + ".";
      out.emplace(name + "first", own.first);
      out.emplace(name + "second", own.second);
      out.emplace(name + "steps", own.steps);
    }
  }
  return out;
}

void Moments::restore(const std::map<std::string, at::Tensor>& state) {
  const at::NoGradGuard no_grad;
  std::size_t used = 0;
  const auto restore_one = [&](const std::string& name, at::Tensor& target) {
    const auto saved = state.find(name);
    if (saved == state.end() || !target.sizes().equals(saved->second.sizes()))
      throw std::invalid_argument("the saved optimizer state does not fit this model (" + name +
                                  ")");
    target.copy_(saved->second);
    ++used;
  };
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (std::size_t i = 0; i < groups_[g].parameters.size(); ++i) {
      const auto name = std::to_string(g) + "." + std::to_string(i) + ".";
      if (!state.contains(name + "steps")) continue;  // had no gradient yet
      auto& own = kept(g, i);
      restore_one(name + "first", own.first);
      restore_one(name + "second", own.second);
      restore_one(name + "steps", own.steps);
    }
  }
  if (used != state.size())
    throw std::invalid_argument("the saved optimizer state is of another model");
}

}  // namespace serhost::optim

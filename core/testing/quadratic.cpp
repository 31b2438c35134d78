// Weights, targets and gradients.
#include "testing/quadratic.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn.h>

namespace serhost::conformance {

Quadratic::Quadratic(double weight_decay, at::ScalarType type, at::DeviceType device) {
  const auto random = at::detail::createCPUGenerator(5);
  const auto drawn = [&](at::IntArrayRef sizes) {
    return at::randn(sizes, random, at::TensorOptions().dtype(at::kDouble)).to(type).to(device);
  };
  groups_ = {{.name = "head", .lr = kRate, .weight_decay = weight_decay, .parameters = {}},
             {.name = "loss", .lr = kRate, .weight_decay = weight_decay, .parameters = {}}};
  const std::vector<std::vector<std::vector<std::int64_t>>> shapes = {{{4, 3}, {3}}, {{5}}};
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    targets_.emplace_back();
    for (const auto& shape : shapes[g]) {
      groups_[g].parameters.push_back(drawn(shape).set_requires_grad(true));
      targets_.back().push_back(drawn(shape));
    }
  }
}

double Quadratic::loss() const {
  const at::NoGradGuard no_graph;
  double total = 0.0;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (std::size_t i = 0; i < targets_[g].size(); ++i)
      total += 0.5 * (groups_[g].parameters[i] - targets_[g][i]).square().sum().item().toDouble();
  }
  return total;
}

void Quadratic::fill_gradients() {
  const at::NoGradGuard no_graph;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (std::size_t i = 0; i < targets_[g].size(); ++i)
      groups_[g].parameters[i].mutable_grad() = groups_[g].parameters[i] - targets_[g][i];
  }
}

Replay Quadratic::weights() const {
  Replay all;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (std::size_t i = 0; i < targets_[g].size(); ++i) {
      all.emplace_back("weight " + std::to_string(g) + "." + std::to_string(i),
                       groups_[g].parameters[i].detach().clone());
    }
  }
  return all;
}

void update(Optimizer& optimizer, Quadratic& problem, const std::vector<double>& rates,
            std::optional<double> momentum) {
  problem.fill_gradients();
  const at::NoGradGuard no_graph;
  optimizer.step({.lr = rates.empty() ? std::vector<double>(problem.groups().size(), kRate) : rates,
                  .momentum = momentum});
  for (auto& group : problem.groups()) {
    for (auto& weight : group.parameters) weight.mutable_grad() = at::Tensor();
  }
}

std::map<std::string, at::Tensor> copied(const std::map<std::string, at::Tensor>& state) {
  std::map<std::string, at::Tensor> out;
  for (const auto& [name, tensor] : state)
    out.emplace(name, tensor.detach().to(at::kCPU).contiguous().clone());
  return out;
}

}  // namespace serhost::conformance

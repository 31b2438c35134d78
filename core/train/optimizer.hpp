// AdamW, Adam, SGD and RMSprop over groups with their own learning rates, with torch's fused
// kernels and torch's formulas.
//
// Not torch::optim: its loops over tensors in C++ cost several times the fused kernels, and
// learning rates here are given at each step, not stored. A tensor without a gradient is left
// alone.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "model/groups.hpp"

namespace serhost::train {

class Optimizer {
 public:
  /// `backbone_lr` applies to the groups "backbone", times their scale; weight decay to the decayed
  /// parameters alone.
  Optimizer(const config::OptimizerTable& table, std::vector<model::Group> groups);

  void zero_grad();

  /// Scales all gradients so that their common 2-norm is at most `bound`; gives the norm before.
  /// Not finite: nothing is scaled.
  double clip(double bound);

  /// One update. `rate` turns a group's own learning rate into the one of this update; `momentum`
  /// replaces the table's (of Adam: the first beta).
  void step(const std::function<double(double)>& rate, std::optional<double> momentum);

  /// What must be saved besides the weights, by name; empty before the first step.
  std::map<std::string, at::Tensor> state() const;
  /// The inverse; throws Error(damaged) where names or shapes do not fit.
  void restore(const std::map<std::string, at::Tensor>& state);

 private:
  struct ParamGroup {
    double lr = 0.0, weight_decay = 0.0;
    std::vector<at::Tensor> parameters;
    std::vector<at::Tensor> first, second, steps;  ///< undefined until the tensor's first gradient
  };
  void step(ParamGroup& group, double lr, double momentum);
  void ensure_state(ParamGroup& group, std::size_t i);

  config::OptimizerTable table_;
  std::vector<ParamGroup> groups_;
};

}  // namespace serhost::train

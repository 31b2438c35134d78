// What the host does around every optimizer, built in (train/optim) or a plugin's: groups with
// their own learning rates, clearing and clipping of gradients.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <serhost/optimizer.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/guard.hpp"
#include "model/groups.hpp"

namespace serhost::train {

/// [run]
class Optimizer {
 public:
  /// `backbone_lr` applies to the groups "backbone", times their scale; weight decay to the decayed
  /// parameters alone. Throws PluginError where the component cannot be made.
  Optimizer(const config::OptimizerTable& table, std::vector<model::Group> groups);

  void zero_grad();

  /// Scales all gradients so that their common 2-norm is at most `bound`; gives the norm before.
  /// Not finite: nothing is scaled.
  double clip(double bound);

  /// One update. `rate` turns a group's own learning rate into the one of this update; `momentum`
  /// replaces the component's (of Adam: the first beta).
  void step(const std::function<double(double)>& rate, std::optional<double> momentum);

  /// What must be saved besides the weights, by name; empty before the first step.
  std::map<std::string, at::Tensor> state() const;
  /// The inverse; throws Error(damaged) where names or shapes do not fit.
  void restore(const std::map<std::string, at::Tensor>& state);

 private:
  /// What a step must leave as it is of a parameter.
  struct ParameterKind {
    std::vector<std::int64_t> sizes;
    c10::ScalarType type;
    c10::Device device;
    bool operator==(const ParameterKind&) const = default;
  };
  void require_same_kinds() const;

  std::vector<ParamGroup> groups_;
  std::vector<ParameterKind> kinds_;  ///< of all groups' parameters, in order
  host::Callee callee_;
  std::shared_ptr<serhost::Optimizer> component_;
};

}  // namespace serhost::train

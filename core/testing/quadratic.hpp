// A small problem for optimizers: weights that are to be drawn to given targets. Half the squared
// distance falls by every sensible update, and all is known of its gradients.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "testing/optimizer_kit.hpp"
#include "testing/replay.hpp"

namespace serhost::conformance {

inline constexpr double kRate = 0.05;  ///< of a group unless a check says otherwise

class Quadratic {
 public:
  /// Two groups: "head" with weights [4, 3] and [3], "loss" with weights [5], the same numbers each
  /// time.
  explicit Quadratic(double weight_decay = 0.0, at::ScalarType type = at::kFloat,
                     at::DeviceType device = at::kCPU);

  const std::vector<ParamGroup>& groups() const { return groups_; }
  std::vector<ParamGroup>& groups() { return groups_; }

  /// Half the squared distance from the targets; sets no gradient.
  double loss() const;
  /// Gives every weight its gradient.
  void fill_gradients();
  /// The weights as they stand, by "group.number", as copies.
  Replay weights() const;

 private:
  std::vector<ParamGroup> groups_;
  std::vector<std::vector<at::Tensor>> targets_;
};

/// What the host does in an update: gradients, one step, gradients dropped. The rate of each group
/// is `rates`, or kRate where it is empty.
void update(Optimizer& optimizer, Quadratic& problem, const std::vector<double>& rates = {},
            std::optional<double> momentum = {});

/// Copies on the CPU, as a checkpoint's file gives them back.
std::map<std::string, at::Tensor> copied(const std::map<std::string, at::Tensor>& state);

}  // namespace serhost::conformance

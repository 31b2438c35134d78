// What optimizers keep besides the weights: up to two tensors like each weight, and a count of its
// steps. Made at a weight's first gradient, so that one without a gradient costs nothing and is
// left alone.
//
// Not torch::optim: its loops over tensors in C++ cost several times the fused kernels, and
// learning rates here are given at each step, not stored.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <serhost/optimizer.hpp>
#include <string>
#include <vector>

namespace serhost::optim {

/// [run] The state of all groups, by the names that checkpoints have: "0.3.first" is the first
/// tensor of the third weight of group 0, "second" the other one, "steps" the count.
class Moments {
 public:
  explicit Moments(std::vector<ParamGroup> groups);

  const std::vector<ParamGroup>& groups() const { return groups_; }

  /// The weights of a group that have a gradient, and what is kept for each; lists of one length.
  struct Open {
    std::vector<at::Tensor> parameters, gradients, first, second, steps;
    bool empty() const { return parameters.empty(); }
  };
  Open with_gradients(std::size_t group);

  std::map<std::string, at::Tensor> state() const;
  /// Throws std::invalid_argument where names or shapes do not fit.
  void restore(const std::map<std::string, at::Tensor>& state);

 private:
  struct Kept {
    at::Tensor first, second, steps;  ///< undefined until the weight's first gradient
  };
  Kept& kept(std::size_t group, std::size_t parameter);

  std::vector<ParamGroup> groups_;
  std::vector<std::vector<Kept>> kept_;
};

/// An optimizer that keeps moments; a rule says how one group is updated.
class WithMoments : public Optimizer {
 public:
  std::map<std::string, at::Tensor> state() const override { return moments_.state(); }
  void restore(const std::map<std::string, at::Tensor>& state) override { moments_.restore(state); }

 protected:
  explicit WithMoments(std::vector<ParamGroup> groups) : moments_(std::move(groups)) {}
  Moments moments_;
};

}  // namespace serhost::optim

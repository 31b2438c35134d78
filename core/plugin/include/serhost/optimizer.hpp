// What an optimizer plugin implements: one update of the weights from their gradients.
//
// The host owns everything around it: it computes the gradients, clears and clips them, and turns
// the learning rates of the experiment into those of each update (schedule, warm-up). No torch::nn
// header is needed here.
//
// Stochastic gradient descent in five lines (Robbins, Monro, "A Stochastic Approximation Method",
// 1951):
//
//   void step(const serhost::Update& update) override {
//     for (std::size_t g = 0; g < groups_.size(); ++g) {
//       for (auto& weight : groups_[g].parameters)
//         if (weight.grad().defined()) weight.add_(weight.grad(), -update.lr[g]);
//     }
//   }
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <serhost/context.hpp>
#include <serhost/registration.hpp>
#include <serhost/tensor.hpp>
#include <string>
#include <vector>

namespace serhost {

/// Parameters that share a learning rate and a weight decay.
struct ParamGroup {
  std::string name;  ///< "backbone", "head" or "loss"; several groups may share one
  double lr = 0.0;   ///< as the experiment says it, before any schedule
  /// As the experiment says it; how it is applied is the optimizer's.
  double weight_decay = 0.0;
  /// Leaves that require a gradient, in the same order in every run.
  std::vector<at::Tensor> parameters;
};

/// What holds for one update.
struct Update {
  std::vector<double> lr;          ///< of each group, in their order; 0 leaves its weights alone
  std::optional<double> momentum;  ///< where a schedule moves it, instead of the optimizer's own
};

/// An optimizer. Made once per fold from the options and the groups, whose tensors it keeps:
/// `T(const Options&, std::vector<ParamGroup>, const Context&)`. Everything is [run].
class SERHOST_API Optimizer {
 public:
  virtual ~Optimizer() = default;

  /// Writes into the parameters that have a gradient, in place and without a record for autograd
  /// (the host switches it off, and gives what was written to a new version). One without a
  /// gradient is not touched, nor is its state. The gradients (`parameter.grad()`: dtype, device
  /// and shape of the parameter) are finite and may be written to. Throws std::exception with a
  /// sentence where it cannot go on.
  virtual void step(const Update& update) = 0;

  /// What a checkpoint must keep besides the weights, by name, such as "0.3.first" (group,
  /// parameter, which): not copies. Empty before the first step.
  virtual std::map<std::string, at::Tensor> state() const = 0;

  /// The inverse, on one that was made alike and has made no step: what follows has the same bits
  /// as without the interruption. Tensors may be on another device. Throws std::invalid_argument
  /// that names the entry where a name or a shape does not fit.
  virtual void restore(const std::map<std::string, at::Tensor>& state) = 0;
};

namespace detail {
template <>
struct KindTraits<Kind::optimizer> {
  using Interface = Optimizer;
  template <class T>
  static constexpr MakeOptimizer maker() {
    return [](const Values& values, const std::vector<ParamGroup>& groups,
              const Context& context) -> std::shared_ptr<Optimizer> {
      return std::make_shared<T>(options_of<T>(values), groups, context);
    };
  }
};
}  // namespace detail
}  // namespace serhost

/// `SERHOST_OPTIMIZER(Lion, "lion", "the sign of a momentum");`, once for each optimizer of a
/// plugin; title and order in tables may follow (serhost::Shown).
#define SERHOST_OPTIMIZER(Class, component_name, summary_text, ...) \
  SERHOST_REGISTER(optimizer, Class, component_name, summary_text, __VA_ARGS__)

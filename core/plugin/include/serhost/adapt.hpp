// How a small part is put beside a linear map of a frozen backbone ([backbone] adapt). Backbones
// made of `serhost::nn::Linear` have it already; what is put there is the host's business.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <memory>
#include <serhost/detail/needs_torch.hpp>
#include <serhost/kind.hpp>
#include <serhost/onnx.hpp>

namespace serhost {

/// What stands beside one linear map y = x W^T + b. Its parameters are those that are trained.
class SERHOST_API Adaptation : public torch::nn::Module {
 public:
  /// [run] From the map's input [N, I] and its output [N, O] to what takes the output's place.
  virtual at::Tensor forward(const at::Tensor& input, const at::Tensor& output) = 0;
  /// [run] In evaluation, what is added to the map's weight [O, I] to give the same; undefined
  /// where no weight does.
  virtual at::Tensor weight_change() const { return {}; }
  /// [run] In evaluation, as `forward`, of the map's output [..., O]; asked only where
  /// `weight_change` gives nothing. Throws std::logic_error where it cannot be written.
  virtual onnx::Value to_onnx(const onnx::Value& input, const onnx::Value& output) const = 0;
};

/// A linear map that can have one; a module implements it beside torch::nn::Module.
class SERHOST_API Adaptable {
 public:
  virtual ~Adaptable() = default;
  /// [any] The map's own weight [O, I].
  virtual const at::Tensor& own_weight() const = 0;
  /// [run] At most once, before anything is computed: registers it as the child "adaptation".
  virtual void adapt(std::shared_ptr<Adaptation> adaptation) = 0;
};

}  // namespace serhost

// Layer norm under PyTorch's names, in fp32 whatever the autocast state.
//
//   auto norm = register_module("layer_norm", std::make_shared<nn::LayerNorm>(768));
//   x = norm->forward(x);  // over the last dimension
//
// Source: Ba, Kiros, Hinton, "Layer Normalization", 2016.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <serhost/onnx.hpp>

namespace serhost::nn {

/// Over the last dimension, of `width` values; parameters `weight` and `bias`.
class LayerNorm : public torch::nn::Module {
 public:
  /// `epsilon` is added to the variance.
  explicit LayerNorm(std::int64_t width, double epsilon = 1e-5);
  /// [run] [..., width] to the same shape.
  at::Tensor forward(const at::Tensor& values) const;
  /// [run] The same.
  onnx::Value to_onnx(const onnx::Value& values) const;

  /// [width].
  at::Tensor weight, bias;

 private:
  double epsilon_;
};

/// [run] Layer norm over the last dimension without parameters.
at::Tensor plain_layer_norm(const at::Tensor& values, double epsilon = 1e-5);
/// [run] The same, of values of this width.
onnx::Value plain_layer_norm(const onnx::Value& values, std::int64_t width, double epsilon = 1e-5);

}  // namespace serhost::nn

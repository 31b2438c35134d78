// A fully connected layer with what usually follows it: an activation, or the sum with a residual.
//
//   auto layer = register_module("fc", std::make_shared<nn::Linear>(768, 4));
//   const auto logits = layer->forward(embedding);             // [N, 768] to [N, 4]
//   const auto sum = layer->add(hidden, residual);             // residual + layer(hidden)
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <serhost/nn/activation.hpp>
#include <serhost/nn/product.hpp>
#include <serhost/onnx.hpp>

namespace serhost::nn {

/// Parameters `weight` [O, I] and `bias` [O], under PyTorch's names; weights start normal with
/// deviation 0.02, biases at 0.
class Linear : public torch::nn::Module {
 public:
  /// `weight` is [outputs, inputs].
  Linear(std::int64_t inputs, std::int64_t outputs, bool with_bias = true);

  /// [run] [N, I] to [N, O].
  at::Tensor forward(const at::Tensor& values) { return product_.linear(values, weight, bias); }
  /// [run] The same with an activation behind it.
  at::Tensor forward(const at::Tensor& values, Activation activation);
  /// [run] residual + forward(values).
  at::Tensor add(const at::Tensor& values, const at::Tensor& residual) {
    return product_.linear_add(values, residual, weight, bias);
  }

  /// [run] As forward, of [..., I].
  onnx::Value to_onnx(const onnx::Value& values) const;

  void prepare_for_inference() {
    product_.prepare_for_inference(weight, bias);
  }  ///< as Product::prepare_for_inference

  /// Undefined: no bias.
  at::Tensor weight, bias;

 private:
  Product product_;
};

}  // namespace serhost::nn

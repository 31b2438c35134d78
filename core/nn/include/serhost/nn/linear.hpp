// A fully connected layer with what usually follows it: an activation, or the sum with a residual.
//
//   auto layer = register_module("fc", std::make_shared<nn::Linear>(768, 4));
//   const auto logits = layer->forward(embedding);             // [N, 768] to [N, 4]
//   const auto sum = layer->add(hidden, residual);             // residual + layer(hidden)
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/TensorOperators.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/adapt.hpp>
#include <serhost/nn/activation.hpp>
#include <serhost/nn/product.hpp>
#include <serhost/onnx.hpp>

namespace serhost::nn {

/// Parameters `weight` [O, I] and `bias` [O], under PyTorch's names; weights start normal with
/// deviation 0.02, biases at 0. With an adaptation (serhost/adapt.hpp) its parameters are
/// `adaptation.*`, and every result is the adapted one.
class Linear : public torch::nn::Module, public Adaptable {
 public:
  /// `weight` is [outputs, inputs].
  Linear(std::int64_t inputs, std::int64_t outputs, bool with_bias = true);

  /// [run] [N, I] to [N, O].
  at::Tensor forward(const at::Tensor& values) {
    const auto out = product_.linear(values, weight, bias);
    return adaptation_ ? adaptation_->forward(values, out) : out;
  }
  /// [run] The same with an activation behind it.
  at::Tensor forward(const at::Tensor& values, Activation activation);
  /// [run] residual + forward(values).
  at::Tensor add(const at::Tensor& values, const at::Tensor& residual) {
    return adaptation_ ? residual + forward(values)
                       : product_.linear_add(values, residual, weight, bias);
  }

  /// [run] As forward, of [..., I].
  onnx::Value to_onnx(const onnx::Value& values) const;

  void prepare_for_inference() {
    product_.prepare_for_inference(weight, bias);
  }  ///< as Product::prepare_for_inference

  const at::Tensor& own_weight() const override { return weight; }
  void adapt(std::shared_ptr<Adaptation> adaptation) override;
  /// [any] Whether it has an adaptation: then `weight` alone does not say what it computes.
  bool adapted() const { return adaptation_ != nullptr; }
  /// [run] The weight [O, I] that gives the same in evaluation; throws std::logic_error where the
  /// adaptation is none of a weight.
  at::Tensor merged_weight() const;

  /// Undefined: no bias.
  at::Tensor weight, bias;

 private:
  std::shared_ptr<Adaptation> adaptation_;
  Product product_;
};

}  // namespace serhost::nn

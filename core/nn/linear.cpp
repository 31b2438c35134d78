// The layer owns parameters; how products are worked out is product.cpp's business.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <serhost/nn/initialization.hpp>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/onnx_ops.hpp>
#include <stdexcept>
#include <utility>

namespace serhost::nn {

Linear::Linear(std::int64_t inputs, std::int64_t outputs, bool with_bias)
    : weight(register_parameter("weight", at::empty({outputs, inputs}))),
      bias(with_bias ? register_parameter("bias", at::zeros({outputs})) : at::Tensor()) {
  const at::NoGradGuard off;
  if (initializing()) weight.normal_(0, 0.02);
}

at::Tensor Linear::forward(const at::Tensor& values, Activation activation) {
  if (adaptation_) return activate(activation, forward(values));
  if (activation == Activation::gelu) return product_.linear_gelu(values, weight, bias);
  return activate(activation, product_.linear(values, weight, bias));
}

void Linear::adapt(std::shared_ptr<Adaptation> adaptation) {
  if (adaptation_) throw std::logic_error("a linear map that is adapted already");
  adaptation_ = register_module("adaptation", std::move(adaptation));
}

at::Tensor Linear::merged_weight() const {
  if (!adaptation_) return weight;
  const auto change = adaptation_->weight_change();
  if (!change.defined()) throw std::logic_error("an adaptation that no weight stands for");
  return weight + change;
}

onnx::Value Linear::to_onnx(const onnx::Value& values) const {
  if (adaptation_ && !adaptation_->weight_change().defined())
    return adaptation_->to_onnx(values, onnx::linear(values, weight, bias));
  return onnx::linear(values, merged_weight().detach(), bias);
}

}  // namespace serhost::nn

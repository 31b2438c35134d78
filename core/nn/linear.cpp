// The layer owns parameters; how products are worked out is product.cpp's business.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <serhost/nn/initialization.hpp>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/onnx_ops.hpp>

namespace serhost::nn {

Linear::Linear(std::int64_t inputs, std::int64_t outputs, bool with_bias)
    : weight(register_parameter("weight", at::empty({outputs, inputs}))),
      bias(with_bias ? register_parameter("bias", at::zeros({outputs})) : at::Tensor()) {
  const at::NoGradGuard off;
  if (initializing()) weight.normal_(0, 0.02);
}

at::Tensor Linear::forward(const at::Tensor& values, Activation activation) {
  if (activation == Activation::gelu) return product_.linear_gelu(values, weight, bias);
  return activate(activation, product_.linear(values, weight, bias));
}

onnx::Value Linear::to_onnx(const onnx::Value& values) const {
  return onnx::linear(values, weight, bias);
}

}  // namespace serhost::nn

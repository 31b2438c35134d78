// Computes layer norms.
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <serhost/nn/norm.hpp>
#include <serhost/nn/onnx_ops.hpp>

namespace serhost::nn {

LayerNorm::LayerNorm(std::int64_t width, double epsilon)
    : weight(register_parameter("weight", at::ones({width}))),
      bias(register_parameter("bias", at::zeros({width}))),
      epsilon_(epsilon) {}

at::Tensor LayerNorm::forward(const at::Tensor& values) const {
  return at::layer_norm(values.to(weight.scalar_type()), {weight.size(0)}, weight, bias, epsilon_);
}

onnx::Value LayerNorm::to_onnx(const onnx::Value& values) const {
  return onnx::layer_norm(values, weight, bias, epsilon_);
}

at::Tensor plain_layer_norm(const at::Tensor& values, double epsilon) {
  return at::layer_norm(values.to(at::kFloat), {values.size(-1)}, {}, {}, epsilon);
}

onnx::Value plain_layer_norm(const onnx::Value& values, std::int64_t width, double epsilon) {
  return onnx::layer_norm(values, at::ones({width}), {}, epsilon);
}

}  // namespace serhost::nn

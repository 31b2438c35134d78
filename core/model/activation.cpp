// Activations by name.
#include "model/activation.hpp"

#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tanh.h>

#include <serhost/nn/onnx_frames.hpp>

#include "base/error.hpp"

namespace serhost::model {

at::Tensor activate(const std::string& name, const at::Tensor& x) {
  if (name == "tanh") return at::tanh(x);
  if (name == "relu") return at::relu(x);
  if (name == "none") return x;
  SERHOST_CHECK(name == "gelu");
  return at::gelu(x);
}

onnx::Value activate(const std::string& name, const onnx::Value& x) {
  if (name == "tanh") return onnx::node("Tanh", {x});
  if (name == "relu") return onnx::activate(nn::Activation::relu, x);
  if (name == "none") return x;
  SERHOST_CHECK(name == "gelu");
  return onnx::activate(nn::Activation::gelu, x);
}

}  // namespace serhost::model

// The activations that a head may use, by name.
#pragma once

#include <ATen/core/Tensor.h>

#include <serhost/onnx.hpp>
#include <string>

namespace serhost::model {

/// "tanh", "relu", "gelu" (exact, with erf) or "none". Throws std::logic_error for another name:
/// the experiment is checked before.
at::Tensor activate(const std::string& name, const at::Tensor& x);
onnx::Value activate(const std::string& name, const onnx::Value& x);

}  // namespace serhost::model

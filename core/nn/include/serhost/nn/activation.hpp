// The activations that checkpoints name.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <string_view>

namespace serhost::nn {

enum class Activation {
  gelu,       ///< exact, by the error function
  gelu_tanh,  ///< the approximation by a hyperbolic tangent
  relu,
  silu
};

/// By the name that config.json gives it: "gelu", "gelu_new", "relu", "silu" and their other
/// spellings; nothing for others.
std::optional<Activation> activation_named(std::string_view name);

/// The names that `activation_named` takes, for messages: "gelu, gelu_new, ...".
std::string activation_names();

/// [run]
at::Tensor activate(Activation activation, const at::Tensor& values);

}  // namespace serhost::nn

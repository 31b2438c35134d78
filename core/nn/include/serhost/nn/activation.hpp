// The activations that checkpoints name.
//
//   const auto activation = nn::activation_named("gelu");  // nothing for an unknown name
//   x = nn::activate(*activation, x);
//
// Source: GELU: Hendrycks, Gimpel, "Gaussian Error Linear Units (GELUs)", 2016: x Phi(x).
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <string_view>

namespace serhost::nn {

/// The functions behind layers.
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

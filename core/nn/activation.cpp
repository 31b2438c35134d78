// One table for both ways: what a name means, and which names there are.
#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/silu.h>

#include <serhost/nn/activation.hpp>
#include <utility>

namespace serhost::nn {
namespace {

constexpr std::pair<std::string_view, Activation> kNames[] = {
    {"gelu", Activation::gelu},          {"gelu_python", Activation::gelu},
    {"gelu_new", Activation::gelu_tanh}, {"gelu_pytorch_tanh", Activation::gelu_tanh},
    {"relu", Activation::relu},          {"silu", Activation::silu},
    {"swish", Activation::silu}};

}  // namespace

std::optional<Activation> activation_named(std::string_view name) {
  for (const auto& [known, activation] : kNames) {
    if (known == name) return activation;
  }
  return std::nullopt;
}

std::string activation_names() {
  std::string all;
  for (const auto& [name, activation] : kNames)
    all += (all.empty() ? "" : ", ") + std::string(name);
  return all;
}

at::Tensor activate(Activation activation, const at::Tensor& values) {
  switch (activation) {
    case Activation::gelu:
      return at::gelu(values);
    case Activation::gelu_tanh:
      return at::gelu(values, "tanh");
    case Activation::relu:
      return at::relu(values);
    case Activation::silu:
      return at::silu(values);
  }
  return values;
}

}  // namespace serhost::nn

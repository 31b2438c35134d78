// Layer norm under PyTorch's names, in fp32 whatever the autocast state.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>

namespace serhost::nn {

/// Over the last dimension, of `width` values; parameters `weight` and `bias`.
class LayerNorm : public torch::nn::Module {
 public:
  explicit LayerNorm(std::int64_t width, double epsilon = 1e-5);
  at::Tensor forward(const at::Tensor& values) const;

  at::Tensor weight, bias;

 private:
  double epsilon_;
};

/// [run] Layer norm over the last dimension without parameters.
at::Tensor plain_layer_norm(const at::Tensor& values, double epsilon = 1e-5);

}  // namespace serhost::nn

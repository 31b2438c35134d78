// Convolutions over time, clip by clip.
#include "decoder.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <cmath>
#include <serhost/nn/norm.hpp>
#include <serhost/nn/registered.hpp>
#include <stdexcept>
#include <string>

namespace online_distillation {

namespace nn = serhost::nn;

Decoder::Decoder(std::int64_t width, const DecoderOptions& options) : options_(options) {
  if (width % options.groups != 0 || options.width % options.groups != 0) {
    throw std::invalid_argument("decoder_groups = " + std::to_string(options.groups) +
                                " does not divide the widths of encoder and decoder, " +
                                std::to_string(width) + " and " + std::to_string(options.width));
  }
  for (std::int64_t i = 0; i < options.layers; ++i) {
    const auto inputs = i == 0 ? width : options.width;
    const auto name = "blocks." + std::to_string(i) + ".0";
    auto weight = at::empty({options.width, inputs / options.groups, options.kernel});
    torch::nn::init::kaiming_uniform_(weight, std::sqrt(5.0));
    weights_.push_back(nn::register_parameter_at(*this, name + ".weight", weight));
    biases_.push_back(nn::register_parameter_at(*this, name + ".bias", at::zeros({options.width})));
  }
  projection_ = register_module("proj", std::make_shared<nn::Linear>(options.width, width));
}

at::Tensor Decoder::forward(const nn::Packed& frames) {
  return projection_->forward(
      nn::each_clip(frames.values, frames.lengths, [&](const at::Tensor& clip, std::size_t) {
        auto x = clip;
        for (std::size_t i = 0; i < weights_.size(); ++i) {
          const auto out = at::conv1d(x.t().unsqueeze(0), weights_[i], biases_[i], 1,
                                      options_.kernel / 2, 1, options_.groups);
          const auto y = at::gelu(nn::plain_layer_norm(out.squeeze(0).t()));
          x = x.size(1) == y.size(1) ? x + y : y;
        }
        return x;
      }));
}

}  // namespace online_distillation

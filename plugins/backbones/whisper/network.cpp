// Windows are packed as clips of equal length; each attends to itself.
#include "network.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/registered.hpp>
#include <stdexcept>
#include <string>

namespace whisper {

namespace nn = serhost::nn;

namespace {

/// [count, width]: sines, then cosines, of wavelengths from 2 pi to 20000 pi frames.
at::Tensor sinusoids(std::int64_t count, std::int64_t width) {
  const double step = std::log(10000.0) / std::max(1.0, static_cast<double>(width / 2 - 1));
  const auto rates = at::arange(width / 2, at::kDouble).mul(-step).exp();
  const auto angles = at::arange(count, at::kDouble).unsqueeze(1) * rates;
  return at::cat({angles.sin(), angles.cos()}, 1).to(at::kFloat);
}

}  // namespace

Network::Network(const NetworkOptions& options) : options_(options) {
  const auto width = options.layer.width;
  if (width % 2 != 0 || width < 4 || options.layer.heads < 1 || width % options.layer.heads != 0) {
    throw std::invalid_argument(
        "the width must be even, at least 4 and a multiple of the heads, not " +
        std::to_string(width) + " with " + std::to_string(options.layer.heads) + " heads");
  }
  const auto weight = [&](const char* name, std::int64_t inputs) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(3 * inputs));
    return nn::register_parameter_at(*this, name,
                                     at::empty({width, inputs, 3}).uniform_(-bound, bound));
  };
  first_weight_ = weight("conv1.weight", options.mels);
  first_bias_ = nn::register_parameter_at(*this, "conv1.bias", at::zeros({width}));
  second_weight_ = weight("conv2.weight", width);
  second_bias_ = nn::register_parameter_at(*this, "conv2.bias", at::zeros({width}));
  positions_ = nn::register_parameter_at(*this, "embed_positions.weight",
                                         sinusoids(options.positions, width));
  positions_.set_requires_grad(false);
  for (std::int64_t i = 0; i < options.layers; ++i)
    layers_.push_back(nn::register_at(*this, "layers." + std::to_string(i),
                                      std::make_shared<Layer>(options.layer)));
  norm_ = register_module("layer_norm", std::make_shared<nn::LayerNorm>(width));
}

at::Tensor Network::convolve(const at::Tensor& mel, serhost::Step& step) const {
  auto x = at::gelu(at::conv1d(mel.t().unsqueeze(0), first_weight_, first_bias_, 1, 1));
  x = at::gelu(at::conv1d(x, second_weight_, second_bias_, 2, 1)).squeeze(0).t();
  return nn::dropout(x + positions_, options_.layer.dropout, step);
}

std::vector<at::Tensor> Network::states(const at::Tensor& windows, serhost::Step& step) {
  const auto count = windows.size(0) / options_.positions;
  nn::Packed x{windows, nn::Lengths(static_cast<std::size_t>(count), options_.positions)};
  std::vector<at::Tensor> states = {windows};
  for (const auto& layer : layers_) {
    const bool skipped =
        step.training && options_.layer_drop > 0 &&
        at::rand({}, step.random, at::kDouble).item<double>() < options_.layer_drop;
    if (!skipped) x.values = layer->forward(x, step);
    states.push_back(x.values);
  }
  states.back() = norm_->forward(states.back());
  return states;
}

}  // namespace whisper

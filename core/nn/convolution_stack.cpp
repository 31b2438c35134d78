// Clips are worked on one by one: the norm's statistics are those of a clip's own frames.
#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/replication_pad1d.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/convolution_stack.hpp>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/registered.hpp>
#include <stdexcept>

namespace serhost::nn {
namespace {

void check(const ConvolutionStackOptions& options) {
  const auto count = options.channels.size();
  if (count == 0 || options.kernels.size() != count || options.strides.size() != count) {
    throw std::invalid_argument(
        "there are " + std::to_string(count) + " channel counts, " +
        std::to_string(options.kernels.size()) + " kernels and " +
        std::to_string(options.strides.size()) +
        " strides of convolutions; there must be one of each for every layer");
  }
  for (const auto* list : {&options.channels, &options.kernels, &options.strides}) {
    if (std::any_of(list->begin(), list->end(), [](auto entry) { return entry < 1; }))
      throw std::invalid_argument(
          "channels, kernels and strides of convolutions must be at least 1");
  }
  if (options.causal && std::any_of(options.strides.begin(), options.strides.end(),
                                    [](auto stride) { return stride != 1; }))
    throw std::invalid_argument("convolutions of the aggregator must have a stride of 1");
  if (options.residual && std::any_of(options.channels.begin(), options.channels.end(),
                                      [&](auto width) { return width != options.inputs; })) {
    throw std::invalid_argument(
        "convolutions with skip connections must all have as many channels as come in, " +
        std::to_string(options.inputs));
  }
}

}  // namespace

ConvolutionStack::ConvolutionStack(const ConvolutionStackOptions& options) : options_(options) {
  check(options);
  for (std::size_t i = 0; i < options.channels.size(); ++i) {
    const auto inputs = i == 0 ? options.inputs : options.channels[i - 1];
    const auto outputs = options.channels[i], kernel = options.kernels[i];
    const auto path = "conv_layers." + std::to_string(i) + ".";
    Layer layer;
    layer.weight = register_parameter_at(*this, path + options.convolution_name + ".weight",
                                         at::empty({outputs, inputs, kernel}));
    torch::nn::init::kaiming_normal_(layer.weight, 0.0, torch::kFanIn, torch::kReLU);
    if (options.bias) {
      const double bound = 1.0 / std::sqrt(static_cast<double>(inputs * kernel));
      layer.bias = register_parameter_at(*this, path + options.convolution_name + ".bias",
                                         at::empty({outputs}).uniform_(-bound, bound));
    }
    if (options.affine) {
      layer.gain =
          register_parameter_at(*this, path + options.norm_name + ".weight", at::ones({outputs}));
      layer.offset =
          register_parameter_at(*this, path + options.norm_name + ".bias", at::zeros({outputs}));
    }
    layers_.push_back(layer);
  }
}

std::int64_t ConvolutionStack::frames(std::int64_t length) const {
  if (options_.causal) return length;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (length < options_.kernels[i]) return 0;
    length = (length - options_.kernels[i]) / options_.strides[i] + 1;
  }
  return length;
}

std::int64_t ConvolutionStack::shortest() const {
  std::int64_t length = 1;
  if (options_.causal) return length;
  for (std::size_t i = layers_.size(); i-- > 0;)
    length = (length - 1) * options_.strides[i] + options_.kernels[i];
  return length;
}

at::Tensor ConvolutionStack::layer(std::size_t index, const at::Tensor& clip, Step& step) {
  const auto& own = layers_[index];
  auto x = clip.unsqueeze(0);
  if (options_.causal) {
    const auto before = options_.kernels[index] - 1;
    x = options_.zeros_before ? at::constant_pad_nd(x, {before, 0})
                              : at::replication_pad1d(x, {before, 0});
  }
  x = dropout(at::conv1d(x, own.weight, own.bias, options_.strides[index]), options_.dropout, step);
  x = activate(options_.activation,
               at::group_norm(x.to(at::kFloat), 1, own.gain, own.offset, kEpsilon))
          .squeeze(0);
  return options_.residual ? (x + clip) * options_.residual_scale : x;
}

at::Tensor ConvolutionStack::forward(const at::Tensor& clip, Step& step) {
  const bool stretches = needs_stretches(clip, step);
  auto x = stretches ? first_two(clip) : clip;
  for (std::size_t i = stretches ? 2 : 0; i < layers_.size(); ++i) x = layer(i, x, step);
  return x;
}

std::vector<at::Tensor> ConvolutionStack::layer_parameters(std::size_t index) const {
  std::vector<at::Tensor> all;
  for (const auto& tensor : {layers_.at(index).weight, layers_.at(index).bias,
                             layers_.at(index).gain, layers_.at(index).offset}) {
    if (tensor.defined()) all.push_back(tensor);
  }
  return all;
}

}  // namespace serhost::nn

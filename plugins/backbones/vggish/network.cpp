// Convolutions run channels-last, which is faster on CPUs, more so in bf16, and makes the reference
// order of flattening free. Maxima are taken before the ReLU, which gives the same values and
// leaves the ReLU a quarter of the work.
#include "network.hpp"

#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/onnx_ops.hpp>
#include <string>

namespace vggish {

namespace onnx = serhost::onnx;

namespace {

struct Layer {
  const char* index;  // in torchvggish's Sequential, which also counts ReLU and pooling
  std::int64_t channels;
  bool pooled;
};
constexpr Layer kLayers[] = {{"0", 64, true},  {"3", 128, true},   {"6", 256, false},
                             {"8", 256, true}, {"11", 512, false}, {"13", 512, true}};
constexpr std::int64_t kCells =
    (kPatchFrames / 16) * (kMels / 16);  // left after four times 2x2 maxima

/// Kaiming: keeps the variance through nine layers, which PyTorch's own default does not.
template <class Module>
void initialize(Module& layer, bool relu_follows = true) {
  torch::nn::init::kaiming_normal_(layer->weight, 0.0, torch::kFanIn,
                                   relu_follows
                                       ? torch::nn::init::NonlinearityType(torch::kReLU)
                                       : torch::nn::init::NonlinearityType(torch::kLinear));
  torch::nn::init::zeros_(layer->bias);
}

/// Opset 17 has no group norm: instances of [N, groups, values] are normalized, then channels
/// scaled.
onnx::Value group_norm(const onnx::Value& x, const torch::nn::GroupNorm& norm) {
  auto& graph = *x.graph;
  const auto groups = norm->options.num_groups(), channels = norm->options.num_channels();
  const auto instances =
      onnx::node("InstanceNormalization",
                 {reshape(x, {0, groups, -1}), onnx::constant(graph, at::ones({groups})),
                  onnx::constant(graph, at::zeros({groups}))},
                 {{"epsilon", norm->options.eps()}});
  const auto back = onnx::node("Reshape", {instances, onnx::node("Shape", {x})});
  const auto channel = [&](const torch::Tensor& values) {
    return onnx::constant(graph, values.detach().view({channels, 1, 1}));
  };
  return back * channel(norm->weight) + channel(norm->bias);
}

}  // namespace

std::int64_t scaled(std::int64_t full, double factor) {
  return std::max<std::int64_t>(8, 8 * std::llround(static_cast<double>(full) * factor / 8));
}

Features::Features(double width, bool group_norm) {
  std::int64_t inputs = 1;
  for (const auto& layer : kLayers) {
    const auto channels = scaled(layer.channels, width);
    torch::nn::Conv2d convolution(torch::nn::Conv2dOptions(inputs, channels, 3).padding(1));
    initialize(convolution);
    convolution->weight.set_data(convolution->weight.contiguous(at::MemoryFormat::ChannelsLast));
    convolutions_.push_back(register_module(layer.index, convolution));
    if (group_norm) {
      norms_.push_back(register_module(std::string("norm_") + layer.index,
                                       torch::nn::GroupNorm(channels / 8, channels)));
    }
    inputs = channels;
  }
  width_ = kCells * inputs;
}

torch::Tensor Features::forward(const torch::Tensor& patches) {
  // With one channel both memory formats have the same bytes; these strides say which one is meant.
  auto x = patches.contiguous().as_strided({patches.size(0), 1, kPatchFrames, kMels},
                                           {kPatchFrames * kMels, 1, kMels, 1});
  for (std::size_t i = 0; i < convolutions_.size(); ++i) {
    x = convolutions_[i](x);
    if (!norms_.empty()) x = norms_[i](x);
    if (kLayers[i].pooled) x = at::max_pool2d(x, {2, 2});
    x = at::relu(x);
  }
  return x.permute({0, 2, 3, 1}).reshape({x.size(0), width_});
}

onnx::Value Features::to_onnx(const onnx::Value& patches) const {
  auto& graph = *patches.graph;
  auto x = reshape(patches, {-1, 1, kPatchFrames, kMels});
  for (std::size_t i = 0; i < convolutions_.size(); ++i) {
    const auto& own = convolutions_[i];
    x = onnx::node(
        "Conv",
        {x, onnx::constant(graph, own->weight.contiguous()), onnx::constant(graph, own->bias)},
        {{"pads", std::vector<std::int64_t>{1, 1, 1, 1}}});
    if (!norms_.empty()) x = group_norm(x, norms_[i]);
    if (kLayers[i].pooled)
      x = onnx::node("MaxPool", {x},
                     {{"kernel_shape", std::vector<std::int64_t>{2, 2}},
                      {"strides", std::vector<std::int64_t>{2, 2}}});
    x = relu(x);
  }
  return reshape(transpose(x, {0, 2, 3, 1}), {-1, width_});
}

Embeddings::Embeddings(std::int64_t inputs, double width, double dropout, bool final_relu)
    : dropout_(dropout), final_relu_(final_relu) {
  const auto hidden = scaled(4096, width);
  first_ = register_module("0", torch::nn::Linear(inputs, hidden));
  second_ = register_module("2", torch::nn::Linear(hidden, hidden));
  last_ = register_module("4", torch::nn::Linear(hidden, kEmbedding));
  initialize(first_);
  initialize(second_);
  initialize(last_, final_relu);
}

torch::Tensor Embeddings::forward(const torch::Tensor& features, serhost::Step& step) {
  auto x = serhost::nn::dropout(at::relu(first_(features)), dropout_, step);
  x = serhost::nn::dropout(at::relu(second_(x)), dropout_, step);
  x = last_(x);
  return final_relu_ ? at::relu(x) : x;
}

onnx::Value Embeddings::to_onnx(const onnx::Value& features) const {
  auto x = relu(onnx::linear(features, first_->weight, first_->bias));
  x = relu(onnx::linear(x, second_->weight, second_->bias));
  x = onnx::linear(x, last_->weight, last_->bias);
  return final_relu_ ? relu(x) : x;
}

}  // namespace vggish

// Two ways to the same numbers. With a graph a clip is [1, C, T] between ATen's convolutions.
// Without one it is [T, C] and a convolution is a product with windows that overlap in memory, a
// stretch of the clip at a time: what lies between layers stays in the cache, and an hour of audio
// needs little more memory than a minute.
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>

#include <algorithm>
#include <serhost/nn/feature_encoder.hpp>
#include <serhost/nn/registered.hpp>
#include <stdexcept>
#include <string>

#include "feature_convolution.hpp"
#include "shared_length.hpp"

namespace serhost::nn {
namespace {

constexpr std::int64_t kStretch = 100;  // frames worked on at a time: 2 s

void check(const FeatureEncoderOptions& options) {
  const auto count = options.channels.size();
  if (count == 0 || options.kernels.size() != count || options.strides.size() != count) {
    throw std::invalid_argument("the feature encoder has " + std::to_string(count) +
                                " channel counts, " + std::to_string(options.kernels.size()) +
                                " kernels and " + std::to_string(options.strides.size()) +
                                " strides; there must be one of each for every layer");
  }
  for (const auto* list : {&options.channels, &options.kernels, &options.strides}) {
    for (const auto entry : *list) {
      if (entry < 1)
        throw std::invalid_argument(
            "channels, kernels and strides of the feature encoder must be at least 1");
    }
  }
}

}  // namespace

FeatureEncoder::FeatureEncoder(const FeatureEncoderOptions& options) : options_(options) {
  check(options);
  for (std::size_t i = 0; i < options.channels.size(); ++i)
    layers_.push_back(register_at(*this, "conv_layers." + std::to_string(i),
                                  std::make_shared<FeatureConvolution>(options_, i)));
}

std::int64_t FeatureEncoder::frames(std::int64_t samples) const {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (samples < options_.kernels[i]) return 0;
    samples = (samples - options_.kernels[i]) / options_.strides[i] + 1;
  }
  return samples;
}

std::int64_t FeatureEncoder::samples(std::int64_t frames) const {
  for (std::size_t i = layers_.size(); i-- > 0;)
    frames = (frames - 1) * options_.strides[i] + options_.kernels[i];
  return frames;
}

at::Tensor FeatureEncoder::forward(const at::Tensor& clip) {
  const bool graph = clip.requires_grad() || !without_graph(parameters());
  return graph || !clip.is_cpu() ? with_graph(clip) : by_stretches(clip);
}

// On a CPU the clip gets zeros behind it, up to a length that many clips share. The frames that
// come of them are cut off in the end, and before a group norm; no frame before them sees them.
at::Tensor FeatureEncoder::with_graph(const at::Tensor& clip) {
  const auto count = frames(clip.size(0));
  const auto length = clip.is_cpu() ? samples(shared_length(count + 1)) : clip.size(0);
  auto x = at::constant_pad_nd(clip, {0, length - clip.size(0)}).view({1, 1, -1});
  auto valid = clip.size(0);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    valid = (valid - options_.kernels[i]) / options_.strides[i] + 1;
    x = layers_[i]->forward(x, valid);
  }
  return x.squeeze(0).narrow(1, 0, count).transpose(0, 1);
}

at::Tensor FeatureEncoder::by_stretches(const at::Tensor& clip) {
  const auto count = frames(clip.size(0));
  const auto hop = samples(2) - samples(1);
  const auto wave = clip.contiguous().unsqueeze(1);
  const auto first = layers_.front()->first_weights(wave);
  std::vector<at::Tensor> parts;
  for (std::int64_t begin = 0; begin < count; begin += kStretch) {
    auto x = wave.narrow(0, begin * hop, samples(std::min(kStretch, count - begin)));
    for (const auto& layer : layers_)
      x = layer->forward_frames(x, layer == layers_.front() ? &first : nullptr);
    parts.push_back(x);
  }
  return parts.size() == 1 ? parts.front() : at::cat(parts);
}

}  // namespace serhost::nn

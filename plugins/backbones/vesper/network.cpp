// Frames stay packed from end to end, so that no padding is computed beyond `pad_to`.
#include "network.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/nn/waveform_norm.hpp>
#include <stdexcept>

namespace vesper {

namespace nn = serhost::nn;
using nn::Packed;
using serhost::Sequence;
using serhost::Step;

nn::EncoderConfig published(std::int64_t layers) {
  nn::EncoderConfig config;
  config.hidden_size = 1024;
  config.num_hidden_layers = layers;
  config.num_attention_heads = 16;
  config.intermediate_size = 4096;
  config.do_stable_layer_norm = true;
  config.feat_extract_norm = "layer";
  config.num_buckets = 320;
  config.max_bucket_distance = 800;
  return config;
}

Network::Network(const nn::SpeechEncoderOptions& options, std::int64_t pad_to)
    : options_(options), pad_to_(pad_to) {
  const auto& transformer = options.transformer;
  const auto width = transformer.width;
  features_ =
      register_module("feature_extractor", std::make_shared<nn::FeatureEncoder>(options.features));
  if (pad_to > 0 && features_->frames(pad_to) < 1)
    throw std::invalid_argument("pad_to = " + std::to_string(pad_to) +
                                " is too short for a frame, which takes " +
                                std::to_string(shortest()) + " samples");
  projection_ = register_module(
      "feature_projection",
      std::make_shared<nn::FeatureProjection>(features_->width(), width, transformer.epsilon,
                                              options.projection_norm, options.projection_dropout));
  // Pre-training alone uses it.
  mask_ = register_parameter("masked_spec_embed", at::empty({width}).uniform_(0, 1), false);
  positions_ = nn::register_at(*this, "encoder.pos_conv_embed",
                               nn::make_positions(width, options.positions));
  for (std::int64_t i = 0; i < transformer.layers; ++i)
    layers_.push_back(nn::register_at(*this, "encoder.layers." + std::to_string(i),
                                      std::make_shared<nn::TransformerLayer>(transformer, i == 0)));
}

std::int64_t Network::frames(std::int64_t samples) const {
  if (samples >= pad_to_ || samples < shortest()) return features_->frames(samples);
  // As the published code folds its mask of samples: into equal parts, one a frame, and a frame is
  // valid where any sample of its part is.
  const auto all = features_->frames(pad_to_), part = pad_to_ / all;
  return std::min(all, (samples + part - 1) / part);
}

Packed Network::extract(const Sequence& audio) {
  const auto samples = nn::to_lengths(audio.lengths);
  std::vector<at::Tensor> clips;
  nn::Lengths lengths;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    auto clip = audio.values.select(0, static_cast<std::int64_t>(i))
                    .narrow(0, 0, samples[i])
                    .to(at::kFloat);
    if (samples[i] < pad_to_) clip = at::constant_pad_nd(clip, {0, pad_to_ - samples[i]});
    if (options_.normalize) clip = nn::normalize_waveform(clip, options_.normalize_epsilon);
    lengths.push_back(frames(samples[i]));
    clips.push_back(features_->forward(clip).narrow(0, 0, lengths.back()));
  }
  return {at::cat(clips), lengths};
}

Packed Network::project(const Packed& features, Step& step) {
  return features.with(projection_->forward(features.values, step));
}

Packed Network::place(const Packed& frames, Step& step) {
  return frames.with(nn::dropout(frames.values + positions_->forward(frames, step),
                                 options_.transformer.dropout, step));
}

nn::RelativeBias Network::bias_for(const nn::Lengths& lengths) const {
  return {layers_.front()->bias_table(), nn::longest(lengths), options_.transformer.relative_bias};
}

Packed Network::layer(std::size_t layer, const Packed& frames, const nn::RelativeBias& bias,
                      Step& step) {
  return frames.with(layers_.at(layer)->forward(frames, bias, step));
}

at::Tensor Network::masked(const at::Tensor& frames, const at::Tensor& mask) const {
  return mask.defined() ? at::where(mask.unsqueeze(1), mask_.to(frames.scalar_type()), frames)
                        : frames;
}

std::vector<Packed> Network::states(const Packed& placed, const Masks& masks, Step& step) {
  std::vector<Packed> out = {placed};
  const auto bias = bias_for(placed.lengths);
  auto x = placed.with(masked(placed.values, masks.small));
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (i > 0 && i == layers_.size() / 2) x.values = masked(x.values, masks.large);
    x = layer(i, x, bias, step);
    out.push_back(x);
  }
  return out;
}

std::vector<at::Tensor> Network::parameters_of(std::size_t stage) const {
  if (stage == 0) return features_->parameters();
  if (stage == 1) return projection_->parameters();
  if (stage > 2) return layers_.at(stage - 3)->parameters();
  auto all = positions_->parameters();
  all.push_back(mask_);
  return all;
}

void Network::prepare_for_inference() {
  for (const auto& each : layers_) each->prepare_for_inference();
}

}  // namespace vesper

// Stages hand on padded batches, as the host wants them; within `forward` and `run_layers` frames
// stay packed from end to end.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>

#include <serhost/nn/dropout.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/nn/speech_encoder.hpp>
#include <serhost/nn/waveform_norm.hpp>
#include <stdexcept>

namespace serhost::nn {
namespace {

constexpr std::size_t kFirstLayer =
    3;  // stages before it: feature_encoder, feature_projection, positions

void check(const SpeechEncoderOptions& options) {
  const auto& t = options.transformer;
  if (t.width < 1 || t.layers < 1 || t.heads < 1 || t.hidden < 1)
    throw std::invalid_argument(
        "width, layers, heads and hidden units of the transformer must be at least 1");
  if (t.width % t.heads != 0) {
    throw std::invalid_argument("the transformer has " + std::to_string(t.heads) +
                                " heads, which do not divide its width of " +
                                std::to_string(t.width));
  }
  const auto& bias = t.relative_bias;
  if (bias.buckets > 0 && (bias.buckets < 4 || bias.max_distance <= bias.buckets / 4)) {
    throw std::invalid_argument(
        "a relative position bias needs 4 buckets or more and a largest distance above a quarter "
        "of them, not " +
        std::to_string(bias.buckets) + " and " + std::to_string(bias.max_distance));
  }
}

bool drawn(double probability, Step& step) {
  return at::rand({}, step.random, at::kDouble).item<double>() < probability;
}

}  // namespace

SpeechEncoder::SpeechEncoder(const SpeechEncoderOptions& options) : options_(options) {
  check(options);
  const auto& transformer = options.transformer;
  const auto width = transformer.width;
  features_ =
      register_module("feature_extractor", std::make_shared<FeatureEncoder>(options.features));
  projection_ = register_module(
      "feature_projection",
      std::make_shared<FeatureProjection>(features_->width(), width, transformer.epsilon,
                                          options.projection_norm, options.projection_dropout));
  if (options.spec_augment.any())
    mask_ = register_parameter("masked_spec_embed", at::empty({width}).uniform_(0, 1));
  positions_ =
      register_at(*this, "encoder.pos_conv_embed", make_positions(width, options.positions));
  norm_ = register_at(*this, "encoder.layer_norm",
                      std::make_shared<LayerNorm>(width, transformer.epsilon));
  for (std::int64_t i = 0; i < transformer.layers; ++i) {
    layers_.push_back(register_at(*this, "encoder.layers." + std::to_string(i),
                                  std::make_shared<TransformerLayer>(transformer, i == 0)));
  }
}

Packed SpeechEncoder::extract(const Sequence& audio) {
  const auto samples = to_lengths(audio.lengths);
  std::vector<at::Tensor> clips;
  Lengths lengths;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    auto clip = audio.values.select(0, static_cast<std::int64_t>(i))
                    .narrow(0, 0, samples[i])
                    .to(at::kFloat);
    if (options_.normalize) clip = normalize_waveform(clip, options_.normalize_epsilon);
    clips.push_back(features_->forward(clip));
    lengths.push_back(clips.back().size(0));
  }
  return {clips.size() == 1 ? clips.front() : at::cat(clips), lengths};
}

Packed SpeechEncoder::project(const Packed& features, Step& step) {
  return features.with(projection_->forward(features.values, step));
}

Packed SpeechEncoder::place(const Packed& frames, Step& step) {
  auto x = frames.with(spec_augment(frames, mask_, options_.spec_augment, step));
  x.values = x.values + positions_->forward(x, step);
  if (!options_.transformer.norm_first) x.values = norm_->forward(x.values);
  x.values = dropout(x.values, options_.transformer.dropout, step);
  return x;
}

RelativeBias SpeechEncoder::bias_for(const Lengths& lengths) const {
  const auto& table = layers_.front()->bias_table();
  return table.defined() ? RelativeBias(table, longest(lengths), options_.transformer.relative_bias)
                         : RelativeBias();
}

Packed SpeechEncoder::run_layer(std::size_t layer, const Packed& frames, const RelativeBias& bias,
                                Step& step) {
  auto x = frames;
  const bool skipped = step.training && options_.layer_drop > 0 &&
                       !(options_.keep_first_layer && layer == 0) &&
                       drawn(options_.layer_drop, step);
  if (!skipped) x.values = layers_[layer]->forward(frames, bias, step);
  if (layer + 1 == layers_.size() && options_.transformer.norm_first)
    x.values = norm_->forward(x.values);
  return x;
}

Sequence SpeechEncoder::forward(const Sequence& audio, Step& step) {
  auto x = place(project(extract(audio), step), step);
  const auto bias = bias_for(x.lengths);
  for (std::size_t i = 0; i < layers_.size(); ++i) x = run_layer(i, x, bias, step);
  return pad(x.with(x.values.to(at::kFloat)));
}

std::vector<Sequence> SpeechEncoder::run_layers(const Sequence& audio, Step& step) {
  auto x = place(project(extract(audio), step), step);
  const auto bias = bias_for(x.lengths);
  std::vector<Sequence> states = {pad(x.with(x.values.to(at::kFloat)))};
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    x = run_layer(i, x, bias, step);
    states.push_back(pad(x.with(x.values.to(at::kFloat))));
  }
  return states;
}

void SpeechEncoder::prepare_for_inference() {
  for (const auto& layer : layers_) layer->prepare_for_inference();
}

std::vector<std::string> SpeechEncoder::stages() const {
  std::vector<std::string> names = {"feature_encoder", "feature_projection", "positions"};
  for (std::size_t i = 1; i <= layers_.size(); ++i) names.push_back("layer_" + std::to_string(i));
  return names;
}

std::vector<torch::Tensor> SpeechEncoder::stage_parameters(std::size_t stage) const {
  if (stage == 0) return features_->parameters();
  if (stage == 1) return projection_->parameters();
  const bool last = stage == kFirstLayer + layers_.size() - 1;
  auto all = stage == 2 ? positions_->parameters() : layers_.at(stage - kFirstLayer)->parameters();
  if (stage == 2 && mask_.defined()) all.push_back(mask_);
  if (options_.transformer.norm_first ? last : stage == 2) {
    for (const auto& parameter : norm_->parameters()) all.push_back(parameter);
  }
  return all;
}

Sequence SpeechEncoder::run_stage(std::size_t stage, const Sequence& input, Step& step) {
  if (stage == 0) return pad(extract(input));
  const auto x = pack(input);
  if (stage == 1) return pad(project(x, step));
  if (stage == 2) return pad(place(x, step));
  auto out = run_layer(stage - kFirstLayer, x, bias_for(x.lengths), step);
  return pad(out.with(out.values.to(at::kFloat)));
}

}  // namespace serhost::nn

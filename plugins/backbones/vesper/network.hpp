// Vesper: a student of WavLM without its last norm, and with a vector that frames are masked with
// at two depths.
//
//   vesper::Network network(serhost::nn::options_of(vesper::published(4)), /*pad_to=*/0);
//   const auto states = network.states(network.place(network.project(network.extract(x), step),
//                                                    step), {}, step);
//
// Source: Chen et al., "Vesper: A Compact and Effective Pretrained Model for Speech Emotion
// Recognition", 2023.
#pragma once

#include <serhost/nn/encoder_config.hpp>
#include <serhost/nn/relative_bias.hpp>
#include <serhost/nn/transformer_layer.hpp>

namespace vesper {

/// The sizes of WavLM-large, with so many layers.
serhost::nn::EncoderConfig published(std::int64_t layers);

/// Frames that are masked in pre-training: [N] bool each, as packed, or undefined.
struct Masks {
  at::Tensor small;  ///< before the first layer
  at::Tensor large;  ///< before layer L / 2, counted from 0
};

/// Parameters under the names of <serhost/nn/speech_encoder.hpp>, without encoder.layer_norm.
class Network : public torch::nn::Module {
 public:
  /// Clips shorter than `pad_to` samples are normalized with zeros behind them up to it, and their
  /// last frames may see those zeros; 0: each clip by itself.
  Network(const serhost::nn::SpeechEncoderOptions& options, std::int64_t pad_to);

  std::int64_t layers() const { return static_cast<std::int64_t>(layers_.size()); }
  std::int64_t width() const { return options_.transformer.width; }
  std::int64_t shortest() const { return features_->samples(1); }
  /// Of so many samples; 0: too short.
  std::int64_t frames(std::int64_t samples) const;

  /// [run] Convolutions, projection, positions; layer `layer`, counted from 0.
  serhost::nn::Packed extract(const serhost::Sequence& audio);
  serhost::nn::Packed project(const serhost::nn::Packed& features, serhost::Step& step);
  serhost::nn::Packed place(const serhost::nn::Packed& frames, serhost::Step& step);
  serhost::nn::Packed layer(std::size_t layer, const serhost::nn::Packed& frames,
                            const serhost::nn::RelativeBias& bias, serhost::Step& step);
  serhost::nn::RelativeBias bias_for(const serhost::nn::Lengths& lengths) const;

  /// [run] What enters the first layer, before masking, then what each layer gives.
  std::vector<serhost::nn::Packed> states(const serhost::nn::Packed& placed, const Masks& masks,
                                          serhost::Step& step);

  /// Of stage 0 to 2: convolutions, projection, positions with the mask; then one a layer.
  std::vector<at::Tensor> parameters_of(std::size_t stage) const;
  void prepare_for_inference();

 private:
  at::Tensor masked(const at::Tensor& frames, const at::Tensor& mask) const;

  serhost::nn::SpeechEncoderOptions options_;
  std::int64_t pad_to_;
  std::shared_ptr<serhost::nn::FeatureEncoder> features_;
  std::shared_ptr<serhost::nn::FeatureProjection> projection_;
  at::Tensor mask_;  // masked_spec_embed
  std::shared_ptr<serhost::nn::Positions> positions_;
  std::vector<std::shared_ptr<serhost::nn::TransformerLayer>> layers_;
};

}  // namespace vesper

// wav2vec 2.0 and its kin as one backbone: convolutions over the waveform, a projection, positions,
// a transformer. HuBERT, WavLM and data2vec differ from it in options alone. No padding is
// computed: a clip's frames are the same in any batch.
//
//   nn::SpeechEncoderOptions options;
//   options.transformer.layers = 6;
//   auto encoder = std::make_shared<nn::SpeechEncoder>(options);
//   const auto frames = encoder->forward({wave, lengths}, step);  // [B, F, 768]
//
// Source: Baevski et al., "wav2vec 2.0", 2020; HuBERT, WavLM and data2vec share it.
#pragma once

#include <memory>
#include <serhost/backbone.hpp>
#include <serhost/nn/feature_encoder.hpp>
#include <serhost/nn/feature_projection.hpp>
#include <serhost/nn/positional_convolution.hpp>
#include <serhost/nn/spec_augment.hpp>
#include <serhost/nn/transformer_layer.hpp>
#include <serhost/onnx.hpp>
#include <serhost/thread_safe_inference.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

/// Sizes and kind of a SpeechEncoder.
struct SpeechEncoderOptions {
  bool normalize = true;            ///< each waveform to zero mean and unit variance
  double normalize_epsilon = 1e-7;  ///< added to the variance
  /// The convolutions over the waveform.
  FeatureEncoderOptions features = {};
  /// A norm before the projection.
  bool projection_norm = true;
  /// Behind the projection, in training.
  double projection_dropout = 0.0;
  /// The positional convolutions.
  PositionOptions positions = {};
  /// The transformer.
  TransformerOptions transformer = {};
  double layer_drop = 0.1;        ///< how often a layer is skipped in training
  bool keep_first_layer = false;  ///< never skip the first
  /// What is masked in training.
  SpecAugmentOptions spec_augment = {};
};

/// Parameters under Hugging Face's names: feature_extractor.*, feature_projection.*,
/// masked_spec_embed (where anything is masked), encoder.pos_conv_embed.*, encoder.layer_norm.*,
/// encoder.layers.N.*. Stages: feature_encoder, feature_projection, positions, layer_1, layer_2,
/// ...; hidden state N is what layer_N gives, 0 what enters the first, and the last is behind the
/// final norm.
class SpeechEncoder : public Backbone,
                      public Layerwise,
                      public Staged,
                      public ThreadSafeInference,
                      public OnnxBackbone {
 public:
  /// Throws std::invalid_argument for options that contradict each other.
  explicit SpeechEncoder(const SpeechEncoderOptions& options);

  /// As it was made.
  const SpeechEncoderOptions& options() const { return options_; }

  Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = features_->samples(1)};
  }
  std::int64_t width() const override { return options_.transformer.width; }
  std::int64_t frames(std::int64_t length) const override { return features_->frames(length); }
  Sequence forward(const Sequence& audio, Step& step) override;

  std::int64_t layers() const override { return static_cast<std::int64_t>(layers_.size()) + 1; }
  std::vector<Sequence> run_layers(const Sequence& audio, Step& step) override;

  void prepare_for_inference() override;

  std::vector<onnx::Sequence> to_onnx(const onnx::Sequence& audio) const override;
  std::string onnx_front_end() const override;

  std::vector<std::string> stages() const override;
  std::vector<torch::Tensor> stage_parameters(std::size_t stage) const override;
  Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) override;

 private:
  Packed extract(const Sequence& audio);
  Packed project(const Packed& features, Step& step);
  Packed place(const Packed& frames, Step& step);
  Packed run_layer(std::size_t layer, const Packed& frames, const RelativeBias& bias, Step& step);
  RelativeBias bias_for(const Lengths& lengths) const;

  SpeechEncoderOptions options_;
  std::shared_ptr<FeatureEncoder> features_;
  std::shared_ptr<FeatureProjection> projection_;
  at::Tensor mask_;  // masked_spec_embed
  std::shared_ptr<Positions> positions_;
  std::shared_ptr<LayerNorm> norm_;
  std::vector<std::shared_ptr<TransformerLayer>> layers_;
};

}  // namespace serhost::nn

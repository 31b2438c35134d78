// The encoder of data2vec 2.0 and emotion2vec: convolutions, a projection, positions, extra tokens
// before the frames, blocks.
#pragma once

#include <serhost/backbone.hpp>
#include <serhost/masked_encoder.hpp>
#include <serhost/nn/feature_encoder.hpp>
#include <serhost/nn/positional_convolution.hpp>
#include <serhost/onnx.hpp>
#include <vector>

#include "block.hpp"

namespace emotion2vec {

struct EncoderOptions {
  serhost::nn::FeatureEncoderOptions features = {};
  serhost::nn::PositionOptions positions = {.kernel = 19, .depth = 5};
  BlockOptions block = {};
  std::int64_t prenet = 4, depth = 8;  ///< blocks
  std::int64_t tokens = 10;            ///< before the frames of every clip; 0: data2vec 2.0
  bool normalize = true;
  double normalize_epsilon = 1e-5;
  double prenet_dropout = 0.1, prenet_layer_drop = 0.05, layer_drop = 0.05;
};

/// Parameters under the released names: modality_encoders.AUDIO.{local_encoder, project_features,
/// relative_positional_encoder, context_encoder, alibi_scale, extra_tokens} and blocks.N.
class Encoder : public torch::nn::Module {
 public:
  /// Throws std::invalid_argument for options that contradict each other.
  explicit Encoder(const EncoderOptions& options);

  const EncoderOptions& options() const { return options_; }
  const serhost::nn::FeatureEncoder& features() const { return *features_; }
  std::size_t blocks() const { return blocks_.size(); }  ///< those of the prenet first

  serhost::nn::Packed extract(const serhost::Sequence& audio);  ///< to [N, channels]
  serhost::nn::Packed project(
      const serhost::nn::Packed& features);  ///< to the local features, [N, D]
  serhost::nn::Packed place(const serhost::nn::Packed& local,
                            serhost::Step& step);  ///< adds positions and tokens

  /// As `place`, of clips from which only some frames go on: `kept` [K] int64 each. Positions are
  /// told with zeros in the places of the others.
  serhost::nn::Packed place_kept(const serhost::nn::Packed& local,
                                 const std::vector<at::Tensor>& kept, serhost::Step& step);

  /// `places`: where each clip's frames stand [K] fp32; empty: one behind the other. `target` takes
  /// what Block::Output says.
  serhost::nn::Packed run_block(std::size_t index, const serhost::nn::Packed& frames,
                                serhost::Step& step, const std::vector<at::Tensor>& places = {},
                                at::Tensor* target = nullptr);
  serhost::Sequence without_tokens(
      const serhost::nn::Packed& frames) const;  ///< the mean of the tokens becomes the summary

  /// The frames of [N, D] alone, and the tokens alone [clips, tokens, D].
  serhost::nn::Packed frames_of(const serhost::nn::Packed& frames) const;
  at::Tensor tokens_of(const serhost::nn::Packed& frames) const;

  /// [run] As MaskedEncoder::encode; frames that are not kept are dropped.
  serhost::EncodedRows encode(const serhost::Sequence& local, const serhost::MaskedRows& rows,
                              serhost::Step& step);

  /// [run] As OnnxBackbone: what enters the first block, then what each gives.
  std::vector<serhost::onnx::Sequence> to_onnx(const serhost::onnx::Sequence& audio) const;

  std::vector<at::Tensor> parameters_of(
      std::size_t stage) const;  ///< 0 extract, 1 project, 2 place, then blocks

 private:
  serhost::onnx::Sequence with_tokens(serhost::onnx::Sequence x) const;
  serhost::onnx::Sequence without_tokens(const serhost::onnx::Sequence& x) const;
  serhost::onnx::Value logit_bias(const serhost::onnx::Sequence& x) const;
  serhost::nn::Packed with_tokens(serhost::nn::Packed frames, serhost::Step& step) const;

  EncoderOptions options_;
  std::shared_ptr<serhost::nn::FeatureEncoder> features_;
  std::shared_ptr<serhost::nn::LayerNorm> feature_norm_, prenet_norm_;
  std::shared_ptr<serhost::nn::Linear> projection_;
  std::shared_ptr<serhost::nn::Positions> positions_;
  std::vector<std::shared_ptr<Block>> blocks_;
  at::Tensor slopes_, scale_, tokens_;
};

}  // namespace emotion2vec

// BERT's encoder: embeddings of pieces, positions and segments, then a transformer with norms
// behind attention.
//
//   bert::Network network(config);
//   const auto states = network.states(ids);  // layers + 1 of [T, width]
//
// Source: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", 2019.
#pragma once

#include <serhost/nn/transformer_layer.hpp>
#include <serhost/weights/checkpoint.hpp>

namespace bert {

/// Fields of config.json that change what is computed, with the format's defaults: BERT base.
struct NetworkConfig {
  std::int64_t vocab_size = 30522, hidden_size = 768, num_hidden_layers = 12,
               num_attention_heads = 12, intermediate_size = 3072, max_position_embeddings = 512,
               type_vocab_size = 2;
  std::string hidden_act = "gelu";
  double layer_norm_eps = 1e-12;
};

/// Hugging Face's names of a BERT and of models around one.
const serhost::weights::Family& family();

/// [any] Throws serhost::weights' errors for fields that mean something else, and
/// std::invalid_argument for heads that do not divide the width.
NetworkConfig config_of(const serhost::weights::Config& own);

/// Names and shapes that a checkpoint must have.
serhost::weights::Needs needs_of(const NetworkConfig& config);

/// Parameters embeddings.*, encoder.layers.N.* under the names of
/// <serhost/nn/transformer_layer.hpp>, and pooler.dense.*, of which nothing here is computed.
class Network : public torch::nn::Module {
 public:
  explicit Network(const NetworkConfig& config);

  std::int64_t width() const { return config_.hidden_size; }
  std::int64_t layers() const { return static_cast<std::int64_t>(layers_.size()); }
  std::int64_t longest() const { return config_.max_position_embeddings; }

  /// [run] Of one sentence in the first segment: what enters the first layer, then what each of the
  /// first `count` layers gives, [T, width()].
  std::vector<at::Tensor> states(const std::vector<std::int64_t>& ids, std::int64_t count) const;

 private:
  NetworkConfig config_;
  at::Tensor pieces_, positions_, segments_;
  std::shared_ptr<serhost::nn::LayerNorm> norm_;
  std::vector<std::shared_ptr<serhost::nn::TransformerLayer>> layers_;
};

}  // namespace bert

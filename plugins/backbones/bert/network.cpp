// One sentence at a time: no padding is computed.
#include "network.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include <serhost/nn/registered.hpp>
#include <stdexcept>

namespace bert {

namespace nn = serhost::nn;
namespace weights = serhost::weights;

const weights::Family& family() {
  static const weights::Family family = {
      "bert",
      {{.name = "Hugging Face",
        .mark = "encoder.layer.{i}.attention.self.query.weight",
        .prefixes = {"bert."},
        .rules = {{"encoder.layer.{i}.attention.self.query.{p}",
                   "encoder.layers.{i}.attention.q_proj.{p}"},
                  {"encoder.layer.{i}.attention.self.key.{p}",
                   "encoder.layers.{i}.attention.k_proj.{p}"},
                  {"encoder.layer.{i}.attention.self.value.{p}",
                   "encoder.layers.{i}.attention.v_proj.{p}"},
                  {"encoder.layer.{i}.attention.output.dense.{p}",
                   "encoder.layers.{i}.attention.out_proj.{p}"},
                  // The norms of older files.
                  {"encoder.layer.{i}.attention.output.LayerNorm.gamma",
                   "encoder.layers.{i}.layer_norm.weight"},
                  {"encoder.layer.{i}.attention.output.LayerNorm.beta",
                   "encoder.layers.{i}.layer_norm.bias"},
                  {"encoder.layer.{i}.output.LayerNorm.gamma",
                   "encoder.layers.{i}.final_layer_norm.weight"},
                  {"encoder.layer.{i}.output.LayerNorm.beta",
                   "encoder.layers.{i}.final_layer_norm.bias"},
                  {"embeddings.LayerNorm.gamma", "embeddings.LayerNorm.weight"},
                  {"embeddings.LayerNorm.beta", "embeddings.LayerNorm.bias"},
                  {"encoder.layer.{i}.attention.output.LayerNorm.{p}",
                   "encoder.layers.{i}.layer_norm.{p}"},
                  {"encoder.layer.{i}.intermediate.dense.{p}",
                   "encoder.layers.{i}.feed_forward.intermediate_dense.{p}"},
                  {"encoder.layer.{i}.output.dense.{p}",
                   "encoder.layers.{i}.feed_forward.output_dense.{p}"},
                  {"encoder.layer.{i}.output.LayerNorm.{p}",
                   "encoder.layers.{i}.final_layer_norm.{p}"}},
        .extras = {"cls.*", "classifier.*", "qa_outputs.*", "embeddings.position_ids"}}},
      {"embeddings.token_type_embeddings.weight"}};
  return family;
}

NetworkConfig config_of(const weights::Config& own) {
  NetworkConfig c;
  if (!own.has("vocab_size"))
    throw std::invalid_argument(own.file() + ": has no vocab_size; expected a BERT's config.json");
  weights::ConfigFields()
      .reads("vocab_size", c.vocab_size, 1, 10'000'000)
      .reads("hidden_size", c.hidden_size, 1, 65536)
      .reads("num_hidden_layers", c.num_hidden_layers, 1, 1000)
      .reads("num_attention_heads", c.num_attention_heads, 1, 65536)
      .reads("intermediate_size", c.intermediate_size, 1, 1 << 24)
      .reads("max_position_embeddings", c.max_position_embeddings, 2, 1 << 20)
      .reads("type_vocab_size", c.type_vocab_size, 1, 65536)
      .reads("hidden_act", c.hidden_act)
      .reads("layer_norm_eps", c.layer_norm_eps, 0.0, 1.0)
      .fixed("model_type", {"bert"})
      .fixed("position_embedding_type", {"absolute"})
      .fixed("is_decoder", {false})
      .harmless({"attention_probs_dropout_prob", "hidden_dropout_prob", "directionality",
                 "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers",
                 "pooler_size_per_head", "pooler_type", "use_cache"})
      .apply(own);
  if (c.hidden_size % c.num_attention_heads != 0)
    throw std::invalid_argument(own.file() + ": num_attention_heads, " +
                                std::to_string(c.num_attention_heads) +
                                ", do not divide hidden_size, " + std::to_string(c.hidden_size));
  if (!nn::activation_named(c.hidden_act))
    throw std::invalid_argument(own.file() + ": hidden_act is \"" + c.hidden_act +
                                "\", which is none of " + nn::activation_names());
  return c;
}

weights::Needs needs_of(const NetworkConfig& c) {
  weights::Needs out;
  out.shapes = {
      {"embeddings.word_embeddings.weight", {c.vocab_size, c.hidden_size}},
      {"embeddings.position_embeddings.weight", {c.max_position_embeddings, c.hidden_size}},
      {"embeddings.token_type_embeddings.weight", {c.type_vocab_size, c.hidden_size}},
      {"encoder.layers.0.feed_forward.intermediate_dense.weight",
       {c.intermediate_size, c.hidden_size}}};
  out.counts = {{"encoder.layers.{i}.final_layer_norm.weight", c.num_hidden_layers}};
  return out;
}

Network::Network(const NetworkConfig& config) : config_(config) {
  const auto width = config.hidden_size;
  const auto table = [&](const char* name, std::int64_t rows) {
    return nn::register_parameter_at(*this, name, at::empty({rows, width}).normal_(0, 0.02));
  };
  pieces_ = table("embeddings.word_embeddings.weight", config.vocab_size);
  positions_ = table("embeddings.position_embeddings.weight", config.max_position_embeddings);
  segments_ = table("embeddings.token_type_embeddings.weight", config.type_vocab_size);
  norm_ = nn::register_at(*this, "embeddings.LayerNorm",
                          std::make_shared<nn::LayerNorm>(width, config.layer_norm_eps));
  const nn::TransformerOptions options = {.width = width,
                                          .layers = config.num_hidden_layers,
                                          .heads = config.num_attention_heads,
                                          .hidden = config.intermediate_size,
                                          .norm_first = false,
                                          .activation = *nn::activation_named(config.hidden_act),
                                          .epsilon = config.layer_norm_eps};
  for (std::int64_t i = 0; i < config.num_hidden_layers; ++i)
    layers_.push_back(nn::register_at(*this, "encoder.layers." + std::to_string(i),
                                      std::make_shared<nn::TransformerLayer>(options, false)));
  nn::register_at(*this, "pooler.dense", std::make_shared<nn::Linear>(width, width));
}

std::vector<at::Tensor> Network::states(const std::vector<std::int64_t>& ids,
                                        std::int64_t count) const {
  const auto length = static_cast<std::int64_t>(ids.size());
  const auto rows = at::tensor(ids, at::kLong).to(pieces_.device());
  serhost::Step step;
  nn::Packed x{norm_->forward(pieces_.index_select(0, rows) + segments_[0] +
                              positions_.narrow(0, 0, length)),
               {length}};
  std::vector<at::Tensor> out = {x.values};
  for (std::int64_t i = 0; i < count; ++i) {
    x.values = layers_[static_cast<std::size_t>(i)]->forward(x, {}, step);
    out.push_back(x.values);
  }
  return out;
}

}  // namespace bert

// fairseq's words for a model become those of config.json. What changes the computation and has no
// word there is kept under fairseq's own name, so that an encoder that does not know it refuses it.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <serhost/weights/layouts.hpp>

#include "weights/json.hpp"
#include "weights/layouts/conv_layers.hpp"

namespace serhost::weights {
namespace {

using Json = nlohmann::json;

/// The table that describes the encoder: of new files `model`, of old ones all; of fine-tuned ones
/// that in `w2v_args`.
Config model_table(const Config& own) {
  const auto inner = [](const Config& config) {
    return config.has_table("model") ? config.table("model") : config;
  };
  const auto model = inner(own);
  if (model.has_table("w2v_args")) return inner(model.table("w2v_args"));
  // A fine-tuned model that says only where its encoder was: nothing of it is known from here.
  const bool silent = model.has("w2v_path") && !model.has("encoder_layers") &&
                      !model.has("encoder_embed_dim") && !model.has("conv_feature_layers");
  return silent ? Config() : model;
}

constexpr std::array<std::pair<const char*, const char*>, 18> kSame = {
    {{"encoder_layers", "num_hidden_layers"},
     {"encoder_embed_dim", "hidden_size"},
     {"encoder_ffn_embed_dim", "intermediate_size"},
     {"encoder_attention_heads", "num_attention_heads"},
     {"activation_fn", "hidden_act"},
     {"layer_norm_first", "do_stable_layer_norm"},
     {"conv_bias", "conv_bias"},
     {"conv_pos_groups", "num_conv_pos_embedding_groups"},
     {"dropout", "hidden_dropout"},
     {"attention_dropout", "attention_dropout"},
     {"activation_dropout", "activation_dropout"},
     {"dropout_input", "feat_proj_dropout"},
     {"encoder_layerdrop", "layerdrop"},
     {"num_buckets", "num_buckets"},
     {"max_distance", "max_bucket_distance"},
     {"latent_vars", "num_codevectors_per_group"},
     {"latent_groups", "num_codevector_groups"},
     {"final_dim", "proj_codevector_dim"}}};

/// Fields without a word in config.json, with the value that changes nothing.
const std::vector<std::pair<const char*, Json>>& plain_values() {
  static const std::vector<std::pair<const char*, Json>> values = {
      {"quantize_input", false},     {"layer_type", "transformer"},
      {"pos_enc_type", "abs"},       {"use_rel_pos_enc", false},
      {"gru_rel_pos", true},         {"relative_position_embedding", true},
      {"conv_pos_batch_norm", false}};
  return values;
}

}  // namespace

Config translated_fairseq(const Config& own, std::string_view model_type) {
  const auto model = model_table(own);
  if (model.empty()) return model;
  const auto values = Json::parse(model.json());
  Json out = {{"model_type", model_type}};
  for (const auto& [from, to] : kSame) {
    if (model.has(from)) out[to] = values.at(from);
  }
  if (const auto mode = model.text("extractor_mode"))
    out["feat_extract_norm"] = *mode == "default"      ? "group"
                               : *mode == "layer_norm" ? "layer"
                                                       : *mode;
  if (const auto list = model.text("conv_feature_layers")) {
    const auto layers = conv_layers(*list, own.file());
    out["conv_dim"] = layers.width;
    out["conv_kernel"] = layers.kernel;
    out["conv_stride"] = layers.stride;
    out["num_feat_extract_layers"] = layers.width.size();
  }
  const auto width = model.integer("conv_pos");
  const auto depth = model.integer("pos_conv_depth").value_or(1);
  if (depth >
      1) {  // stacked, as config.json of data2vec has it: their number, and the width of each
    out["num_conv_pos_embeddings"] = depth;
    if (width) out["conv_pos_kernel_size"] = std::max<std::int64_t>(3, *width / depth);
  } else if (width) {
    out["num_conv_pos_embeddings"] = *width;
  }
  for (const auto& [name, plain] : plain_values()) {
    if (model.has(name) && values.at(name) != plain) out[name] = values.at(name);
  }
  return Config::parse(out.dump(-1, ' ', false, Json::error_handler_t::replace), own.file());
}

Config fairseq_preprocessor(const Config& own) {
  const auto within = [&](const char* name) {  // old files have the task's name there
    return own.has_table(name) ? own.table(name) : Config();
  };
  for (const auto& table : {own, within("task"), within("model")}) {
    const auto said =
        table.shown("normalize");  // where it is a reference to another table's, that one says it
    if (said == "true" || said == "false")
      return Config::parse("{\"do_normalize\": " + said + "}", own.file());
  }
  return Config();
}

}  // namespace serhost::weights

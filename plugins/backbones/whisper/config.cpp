// A field that is in none of these lists is refused, so that no new one is ignored in silence.
#include "config.hpp"

namespace whisper {

namespace weights = serhost::weights;

namespace {

/// Far above every published model.
constexpr std::int64_t kWidest = 1 << 16, kMost = 1 << 20, kMostLayers = 1 << 12,
                       kMostBands = 1 << 10;

WhisperConfig size(std::int64_t width, std::int64_t layers, std::int64_t heads,
                   std::int64_t mels = 80) {
  return {.d_model = width,
          .encoder_layers = layers,
          .encoder_attention_heads = heads,
          .encoder_ffn_dim = 4 * width,
          .num_mel_bins = mels};
}

}  // namespace

const std::map<std::string, WhisperConfig>& sizes() {
  static const std::map<std::string, WhisperConfig> all = {
      {"tiny", size(384, 4, 6)},     {"base", size(512, 6, 8)},
      {"small", size(768, 12, 12)},  {"medium", size(1024, 24, 16)},
      {"large", size(1280, 32, 20)}, {"large-v3", size(1280, 32, 20, 128)}};
  return all;
}

WhisperConfig read_config(const weights::Config& own, const std::vector<std::string>& ignore) {
  WhisperConfig c;
  weights::ConfigFields()
      .fixed("model_type", {"whisper"})
      .reads("d_model", c.d_model, 1, kWidest)
      .reads("encoder_layers", c.encoder_layers, 1, kMostLayers)
      .reads("encoder_attention_heads", c.encoder_attention_heads, 1, kWidest)
      .reads("encoder_ffn_dim", c.encoder_ffn_dim, 1, kMost)
      .reads("num_mel_bins", c.num_mel_bins, 1, kMostBands)
      .reads("max_source_positions", c.max_source_positions, 1, kMost)
      .reads("activation_function", c.activation_function)
      .reads("dropout", c.dropout, 0.0, 1.0)
      .reads("attention_dropout", c.attention_dropout, 0.0, 1.0)
      .reads("activation_dropout", c.activation_dropout, 0.0, 1.0)
      .reads("encoder_layerdrop", c.encoder_layerdrop, 0.0, 1.0)
      .fixed("scale_embedding", {false})
      .fixed("apply_spec_augment", {false})
      .harmless({"alignment_heads",
                 "classifier_proj_size",
                 "decoder_attention_heads",
                 "decoder_ffn_dim",
                 "decoder_layerdrop",
                 "decoder_layers",
                 "init_std",
                 "lang_ids",
                 "mask_feature_length",
                 "mask_feature_min_masks",
                 "mask_feature_prob",
                 "mask_time_length",
                 "mask_time_min_masks",
                 "mask_time_prob",
                 "max_target_positions",
                 "median_filter_width",
                 "num_hidden_layers",
                 "suppress_ids",
                 "use_cache",
                 "use_weighted_layer_sum"})
      .apply(own, ignore);
  return c;
}

weights::Needs needs_of(const WhisperConfig& c) {
  weights::Needs out;
  out.counts = {{"layers.{i}.fc1.weight", c.encoder_layers}};
  out.shapes = {{"conv1.weight", {c.d_model, c.num_mel_bins, 3}},
                {"embed_positions.weight", {c.max_source_positions, c.d_model}}};
  for (std::int64_t i = 0; i < c.encoder_layers; ++i) {
    const auto layer = "layers." + std::to_string(i) + ".";
    out.shapes.push_back({layer + "self_attn.q_proj.weight", {c.d_model, c.d_model}});
    out.shapes.push_back({layer + "fc1.weight", {c.encoder_ffn_dim, c.d_model}});
  }
  return out;
}

}  // namespace whisper

// The encoder of Whisper: Hugging Face and OpenAI's own files. The decoder is an extra.
#pragma once

#include <array>
#include <serhost/weights/key_map.hpp>
#include <string>
#include <utility>

namespace whisper {

using serhost::weights::Config;
using serhost::weights::Family;

/// OpenAI's `dims`.
inline Config whisper_config(const Config& own) {
  if (own.empty()) return own;
  constexpr std::array<std::pair<const char*, const char*>, 5> kWords = {
      {{"n_mels", "num_mel_bins"},
       {"n_audio_ctx", "max_source_positions"},
       {"n_audio_state", "d_model"},
       {"n_audio_head", "encoder_attention_heads"},
       {"n_audio_layer", "encoder_layers"}}};
  std::string json = R"({"model_type": "whisper")";
  const auto add = [&](const char* name, std::int64_t value) {
    json += std::string(", \"") + name + "\": " + std::to_string(value);
  };
  for (const auto& [from, to] : kWords) {
    if (const auto value = own.integer(from)) add(to, *value);
  }
  if (const auto width = own.integer("n_audio_state"); width && *width <= 1 << 20)
    add("encoder_ffn_dim", 4 * *width);
  return Config::parse(json + "}", own.file());
}

inline const Family& family() {
  static const Family family = {
      "whisper",
      {{.name = "Hugging Face",
        .mark = "layers.{i}.self_attn.q_proj.weight",
        .prefixes = {"model.encoder.", "encoder."},
        .extras = {"model.decoder.*", "decoder.*", "proj_out.*", "projector.*", "classifier.*",
                   "layer_weights"},
        .needs_prefix = true},
       {.name = "OpenAI",
        .mark = "blocks.{i}.attn.query.weight",
        .prefixes = {"encoder."},
        .rules = {{"positional_embedding", "embed_positions.weight"},
                  {"blocks.{i}.attn.query.{p}", "layers.{i}.self_attn.q_proj.{p}"},
                  {"blocks.{i}.attn.key.{p}", "layers.{i}.self_attn.k_proj.{p}"},
                  {"blocks.{i}.attn.value.{p}", "layers.{i}.self_attn.v_proj.{p}"},
                  {"blocks.{i}.attn.out.{p}", "layers.{i}.self_attn.out_proj.{p}"},
                  {"blocks.{i}.attn_ln.{p}", "layers.{i}.self_attn_layer_norm.{p}"},
                  {"blocks.{i}.mlp.0.{p}", "layers.{i}.fc1.{p}"},
                  {"blocks.{i}.mlp.2.{p}", "layers.{i}.fc2.{p}"},
                  {"blocks.{i}.mlp_ln.{p}", "layers.{i}.final_layer_norm.{p}"},
                  {"ln_post.{p}", "layer_norm.{p}"}},
        .extras = {"decoder.*", "alignment_heads"},
        .config = &whisper_config,
        .needs_prefix = true}}};
  return family;
}

}  // namespace whisper

// WavLM: Hugging Face, torchaudio, and the released files, which name tensors as fairseq does.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace wavlm {

using serhost::weights::Config;
using serhost::weights::fairseq_layout;
using serhost::weights::Family;
using serhost::weights::hugging_face_layout;
using serhost::weights::Layout;
using serhost::weights::torchaudio_layout;
using serhost::weights::translated_fairseq;

inline Config config(const Config& own) { return translated_fairseq(own, "wavlm"); }

inline Layout released() {
  auto layout =
      fairseq_layout(&config, "encoder.layers.{i}.self_attn.relative_attention_bias.weight");
  layout.name = "WavLM";
  layout.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return layout;
}

/// Queries, keys and values are one tensor there.
inline Layout torchaudio() {
  auto layout = torchaudio_layout();
  layout.mark = "encoder.transformer.layers.{i}.attention.rel_attn_embed.weight";
  layout.fused = {
      {"encoder.transformer.layers.{i}.attention.attention.in_proj_weight",
       {"encoder.layers.{i}.attention.q_proj.weight", "encoder.layers.{i}.attention.k_proj.weight",
        "encoder.layers.{i}.attention.v_proj.weight"}},
      {"encoder.transformer.layers.{i}.attention.attention.in_proj_bias",
       {"encoder.layers.{i}.attention.q_proj.bias", "encoder.layers.{i}.attention.k_proj.bias",
        "encoder.layers.{i}.attention.v_proj.bias"}}};
  layout.rules.insert(layout.rules.begin(),
                      {"encoder.transformer.layers.{i}.attention.attention.out_proj.{p}",
                       "encoder.layers.{i}.attention.out_proj.{p}"});
  return layout;
}

inline const Family& family() {
  static const Family family = {
      "wavlm",
      {hugging_face_layout("wavlm.", "encoder.layers.{i}.attention.rel_attn_embed.weight"),
       released(), torchaudio()},
      {"encoder.transformer.layers.{i}.attention.rel_attn_embed.weight",
       "encoder.layers.{i}.attention.rel_attn_embed.weight",
       "encoder.layers.{i}.self_attn.relative_attention_bias.weight"}};
  return family;
}

}  // namespace wavlm

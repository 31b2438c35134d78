// WavLM: Hugging Face, and the released files, which name tensors as fairseq does.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace wavlm {

using serhost::weights::Config;
using serhost::weights::fairseq_layout;
using serhost::weights::Family;
using serhost::weights::hugging_face_layout;
using serhost::weights::Layout;
using serhost::weights::translated_fairseq;

inline Config config(const Config& own) { return translated_fairseq(own, "wavlm"); }

inline Layout released() {
  auto layout =
      fairseq_layout(&config, "encoder.layers.{i}.self_attn.relative_attention_bias.weight");
  layout.name = "WavLM";
  layout.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return layout;
}

inline const Family& family() {
  static const Family family = {
      "wavlm",
      {hugging_face_layout("wavlm.", "encoder.layers.{i}.attention.rel_attn_embed.weight"),
       released()},
      {"encoder.layers.{i}.attention.rel_attn_embed.weight",
       "encoder.layers.{i}.self_attn.relative_attention_bias.weight"}};
  return family;
}

}  // namespace wavlm

// WavLM: Hugging Face, and the released files, which name tensors as fairseq does.
#include "weights/families/layouts.hpp"

namespace serhost::weights {
namespace {

Config wavlm_config(const Config& own) { return translated_fairseq(own, "wavlm"); }

Layout wavlm_released() {
  auto layout =
      fairseq_layout(&wavlm_config, "encoder.layers.{i}.self_attn.relative_attention_bias.weight");
  layout.name = "WavLM";
  layout.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return layout;
}

}  // namespace

const Family& wavlm() {
  static const Family family = {
      "wavlm",
      {hugging_face_layout("wavlm.", "encoder.layers.{i}.attention.rel_attn_embed.weight"),
       wavlm_released()}};
  return family;
}

}  // namespace serhost::weights

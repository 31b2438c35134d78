// data2vec (the first): Hugging Face and fairseq. Five stacked positional convolutions in place of
// one.
#include "weights/families/layouts.hpp"

namespace serhost::weights {
namespace {

Config data2vec_audio_config(const Config& own) {
  return translated_fairseq(own, "data2vec-audio");
}

Layout data2vec_audio_fairseq() {
  auto layout = fairseq_layout(&data2vec_audio_config, "encoder.pos_conv.{i}.0.weight");
  layout.rules.push_back(
      {"encoder.pos_conv.{i}.0.{p}", "encoder.pos_conv_embed.layers.{i}.conv.{p}"});
  return layout;
}

}  // namespace

const Family& data2vec_audio() {
  static const Family family = {
      "data2vec_audio",
      {hugging_face_layout("data2vec_audio.", "encoder.pos_conv_embed.layers.{i}.conv.weight"),
       data2vec_audio_fairseq()}};
  return family;
}

}  // namespace serhost::weights

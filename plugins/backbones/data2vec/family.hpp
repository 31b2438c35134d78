// data2vec (the first): Hugging Face and fairseq. Five stacked positional convolutions in place of
// one.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace data2vec {

using serhost::weights::Config;
using serhost::weights::fairseq_layout;
using serhost::weights::Family;
using serhost::weights::hugging_face_layout;
using serhost::weights::Layout;
using serhost::weights::translated_fairseq;

inline Config config(const Config& own) { return translated_fairseq(own, "data2vec-audio"); }

inline Layout fairseq() {
  auto layout = fairseq_layout(&config, "encoder.pos_conv.{i}.0.weight");
  layout.rules.push_back(
      {"encoder.pos_conv.{i}.0.{p}", "encoder.pos_conv_embed.layers.{i}.conv.{p}"});
  return layout;
}

inline const Family& family() {
  static const Family family = {
      "data2vec_audio",
      {hugging_face_layout("data2vec_audio.", "encoder.pos_conv_embed.layers.{i}.conv.weight"),
       fairseq()}};
  return family;
}

}  // namespace data2vec

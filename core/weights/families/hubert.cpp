// HuBERT: Hugging Face and fairseq, whose pre-training keeps embeddings of the units and a projection to them.
#include "weights/families/layouts.hpp"

namespace serhost::weights {
namespace {

Config translated(const Config& own) { return translated_fairseq(own, "hubert"); }

Layout fairseq() {
  auto layout = fairseq_layout(&translated, "encoder.pos_conv.0.weight_v");
  layout.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return layout;
}

}  // namespace

const Family& hubert() {
  static const Family family = {"hubert", {hugging_face_layout("hubert.", "encoder.pos_conv_embed.conv.*"), fairseq()}};
  return family;
}

}  // namespace serhost::weights

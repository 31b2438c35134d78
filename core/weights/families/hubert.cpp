// HuBERT: Hugging Face and fairseq, whose pre-training keeps embeddings of the units and a
// projection to them.
#include "weights/families/layouts.hpp"

namespace serhost::weights {
namespace {

Config hubert_config(const Config& own) { return translated_fairseq(own, "hubert"); }

Layout hubert_fairseq() {
  auto layout = fairseq_layout(&hubert_config, "encoder.pos_conv.0.weight_v");
  layout.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return layout;
}

}  // namespace

const Family& hubert() {
  static const Family family = {
      "hubert",
      {hugging_face_layout("hubert.", "encoder.pos_conv_embed.conv.*"), hubert_fairseq()}};
  return family;
}

}  // namespace serhost::weights

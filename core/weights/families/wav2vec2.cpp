// wav2vec 2.0: Hugging Face and fairseq, pre-trained or fine-tuned.
#include "weights/families/layouts.hpp"

namespace serhost::weights {
namespace {

Config wav2vec2_config(const Config& own) { return translated_fairseq(own, "wav2vec2"); }

Layout wav2vec2_fairseq() {
  auto layout = fairseq_layout(&wav2vec2_config, "encoder.pos_conv.0.weight_v");
  const std::vector<Rule> own = {{"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"},
                                 {"final_proj.{p}", "project_hid.{p}"}};
  layout.rules.insert(layout.rules.end(), own.begin(), own.end());
  return layout;
}

}  // namespace

const Family& wav2vec2() {
  static const Family family = {
      "wav2vec2",
      {hugging_face_layout("wav2vec2.", "encoder.pos_conv_embed.conv.*"), wav2vec2_fairseq()}};
  return family;
}

}  // namespace serhost::weights

// wav2vec 2.0: Hugging Face, fairseq and torchaudio, pre-trained or fine-tuned.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace wav2vec2 {

using serhost::weights::Config;
using serhost::weights::fairseq_layout;
using serhost::weights::Family;
using serhost::weights::hugging_face_layout;
using serhost::weights::Layout;
using serhost::weights::Rule;
using serhost::weights::torchaudio_layout;
using serhost::weights::translated_fairseq;

inline Config config(const Config& own) { return translated_fairseq(own, "wav2vec2"); }

inline Layout fairseq() {
  auto layout = fairseq_layout(&config, "encoder.pos_conv.0.weight_v");
  const std::vector<Rule> own = {{"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"},
                                 {"final_proj.{p}", "project_hid.{p}"}};
  layout.rules.insert(layout.rules.end(), own.begin(), own.end());
  return layout;
}

inline const Family& family() {
  static const Family family = {"wav2vec2",
                                {hugging_face_layout("wav2vec2.", "encoder.pos_conv_embed.conv.*"),
                                 fairseq(), torchaudio_layout()},
                                {"quantizer.*"}};
  return family;
}

}  // namespace wav2vec2

// HuBERT: Hugging Face, torchaudio and fairseq, whose pre-training keeps embeddings of the units
// and a projection to them.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace hubert {

using serhost::weights::Config;
using serhost::weights::fairseq_layout;
using serhost::weights::Family;
using serhost::weights::hugging_face_layout;
using serhost::weights::Layout;
using serhost::weights::torchaudio_layout;
using serhost::weights::translated_fairseq;

inline Config config(const Config& own) { return translated_fairseq(own, "hubert"); }

inline Layout fairseq() {
  auto layout = fairseq_layout(&config, "encoder.pos_conv.0.weight_v");
  layout.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return layout;
}

/// A batch norm stands before the positional convolution, which has no weight norm then.
inline Layout fairseq_batch_norm() {
  auto layout = fairseq_layout(&config, "encoder.pos_conv.0.running_mean");
  layout.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.batch_norm.{p}"});
  layout.rules.push_back({"encoder.pos_conv.1.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return layout;
}

inline const Family& family() {
  static const Family family = {"hubert",
                                {hugging_face_layout("hubert.", "encoder.pos_conv_embed.conv.*"),
                                 fairseq(), fairseq_batch_norm(), torchaudio_layout()}};
  return family;
}

}  // namespace hubert

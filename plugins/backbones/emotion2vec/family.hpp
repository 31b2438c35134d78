// data2vec 2.0 and emotion2vec: files of fairseq, FunASR and ModelScope share one set of names.
// Teacher, decoder and the classifier of the fine-tuned releases may be there or not.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace emotion2vec {

using serhost::weights::Config;
using serhost::weights::fairseq_preprocessor;
using serhost::weights::Family;

/// The table that holds `depth` and `modalities`; fairseq has it under `model`.
inline Config data2vec2_config(const Config& own) {
  return own.has("modalities") || !own.has_table("model") ? own : own.table("model");
}

inline const Family& family() {
  static const Family family = {
      "data2vec2",
      {{.name = "data2vec 2.0",
        .mark = "modality_encoders.AUDIO.context_encoder.norm.weight",
        .prefixes = {"d2v_model.", "w2v_encoder.w2v_model.", "model."},
        .extras = {"modality_encoders.AUDIO.decoder.*", "_ema.*", "proj.*", "recon_proj.*",
                   "shared_decoder.*", "w2v_encoder.proj.*"},
        .may_lack_lead = {"modality_encoders.AUDIO.alibi_scale",
                          "_ema.modality_encoders.AUDIO.alibi_scale"},
        .config = &data2vec2_config,
        .preprocessor = &fairseq_preprocessor}}};
  return family;
}

}  // namespace emotion2vec

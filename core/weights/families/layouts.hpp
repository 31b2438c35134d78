// What the families' key maps share.
#pragma once

#include <serhost/weights/families.hpp>

namespace serhost::weights {

/// Of Hugging Face's wav2vec2 and the models made from it: prefix "wav2vec2." and the like, and a
/// name of its positional part.
Layout hugging_face_layout(std::string_view prefix, std::string_view mark);

/// Of fairseq's wav2vec2 and the models made from it. `model_type` as Hugging Face has it.
Layout fairseq_layout(Config (*config)(const Config&), std::string_view mark);

/// fairseq's `cfg` or `args` in the terms of config.json. Training masks are not taken over: they
/// are those of pre-training, where config.json means those of fine-tuning.
Config translated_fairseq(const Config& own, std::string_view model_type);

/// {"do_normalize": …} from fairseq's task or WavLM's cfg; empty where neither says it.
Config fairseq_preprocessor(const Config& own);

}  // namespace serhost::weights

// Layouts that several families share: how Hugging Face and fairseq name the tensors of wav2vec 2.0
// and of the encoders made from it.
//
//   const Family& own_family() {
//     static const Family family = {
//         "own_encoder", {hugging_face_layout("own.", "encoder.pos_conv_embed.conv.*")}};
//     return family;
//   }
//
// Source: the files that Hugging Face's Transformers and fairseq write. Every function is [any].
#pragma once

#include <serhost/weights/key_map.hpp>
#include <string_view>

namespace serhost::weights {

/// Of Hugging Face's wav2vec2 and the models made from it: prefix "wav2vec2." and the like, and a
/// name of its positional part. Modules name their tensors as Hugging Face does, without prefix
/// ("encoder.layers.0.attention.q_proj.weight"); the weight norm of the positional convolution is
/// "encoder.pos_conv_embed.conv.weight_g" and "...weight_v".
Layout hugging_face_layout(std::string_view prefix, std::string_view mark);

/// Of fairseq's wav2vec2 and the models made from it, in the names of hugging_face_layout. Rules
/// for the positional part are the family's own. `config` translates, usually by
/// translated_fairseq.
Layout fairseq_layout(Config (*config)(const Config&), std::string_view mark);

/// Of torchaudio's Wav2Vec2Model ("encoder.transformer.layers.0..."), in the names of
/// hugging_face_layout. Such files have no config.
Layout torchaudio_layout();

/// Of fairseq's first wav2vec and vq-wav2vec: the released names
/// ("feature_extractor.conv_layers.0.0.weight"). The lists of convolutions, texts in the file,
/// become lists of numbers (conv_dim, conv_kernel, conv_stride, aggregator_dim, ...).
Layout fairseq_wav2vec_layout(std::string_view mark);

/// fairseq's `cfg` or `args` in the terms of config.json; `model_type` as Hugging Face has it.
/// Training masks are not taken over: they are those of pre-training, where config.json means those
/// of fine-tuning. Throws Error(damaged) for a list of convolutions that cannot be read.
Config translated_fairseq(const Config& own, std::string_view model_type);

/// {"do_normalize": ...} from fairseq's task or WavLM's cfg; empty where neither says it.
Config fairseq_preprocessor(const Config& own);

}  // namespace serhost::weights

// The families of published speech encoders whose checkpoints can be read.
#pragma once

#include <serhost/weights/key_map.hpp>
#include <span>

namespace serhost::weights {

/// Modules name their tensors as Hugging Face does, without prefix
/// ("encoder.layers.0.attention.q_proj.weight"); the weight norm of the positional convolution is
/// "encoder.pos_conv_embed.conv.weight_g" and "…weight_v". Configs are in the terms of its
/// config.json, those of fairseq and WavLM files translated.
const Family& wav2vec2();
const Family& hubert();
const Family& wavlm();
const Family& data2vec_audio();
const Family& whisper();  ///< the encoder: "conv1.weight", "layers.0.self_attn.q_proj.weight"; also
                          ///< OpenAI's own files

/// data2vec 2.0 and emotion2vec: the released names ("modality_encoders.AUDIO.alibi_scale",
/// "blocks.0.attn.qkv.weight"). The teacher of a training checkpoint is under "_ema.". Read sizes
/// from the tensors: released configs disagree with them.
const Family& data2vec2();

/// The released names ("feature_extractor.conv_layers.0.0.weight").
const Family& wav2vec();
const Family& vq_wav2vec();

/// [any] All of them. A file may be read by more than one: wav2vec2 and hubert differ only in what
/// `model_type` says.
std::span<const Family* const> families();

}  // namespace serhost::weights

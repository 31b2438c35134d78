// What a config.json means for the encoder.
//
//   nn::SpeechEncoder encoder(nn::options_of(config));  // config: see encoder_fields.hpp
#pragma once

#include <serhost/nn/encoder_fields.hpp>
#include <serhost/nn/speech_encoder.hpp>

namespace serhost::nn {

/// Throws std::invalid_argument as `check`, and for an activation or a norm that does not exist.
SpeechEncoderOptions options_of(const EncoderConfig& config);

}  // namespace serhost::nn

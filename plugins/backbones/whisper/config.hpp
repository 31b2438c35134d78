// What config.json says of Whisper's encoder, and the published sizes.
#pragma once

#include <cstdint>
#include <map>
#include <serhost/weights/config.hpp>
#include <serhost/weights/needs.hpp>
#include <string>
#include <vector>

namespace whisper {

struct WhisperConfig {
  std::int64_t d_model = 512, encoder_layers = 6, encoder_attention_heads = 8,
               encoder_ffn_dim = 2048;
  std::int64_t num_mel_bins = 80, max_source_positions = 1500;
  std::string activation_function = "gelu";
  double dropout = 0.0, attention_dropout = 0.0, activation_dropout = 0.0, encoder_layerdrop = 0.0;
};

const std::map<std::string, WhisperConfig>& sizes();

/// Throws as weights::ConfigFields::apply; `ignore` names fields to pass over.
WhisperConfig read_config(const serhost::weights::Config& own,
                          const std::vector<std::string>& ignore);

/// The tensors that decide how much memory an encoder of this config takes.
serhost::weights::Needs needs_of(const WhisperConfig& config);

}  // namespace whisper

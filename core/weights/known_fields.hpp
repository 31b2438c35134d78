// Fields of config.json that no encoder computes with.
#pragma once

#include <string_view>

namespace serhost::weights {

/// What every config of Hugging Face may hold: file keeping, tasks, tokens, text generation.
bool is_of_every_config(std::string_view name);

/// What models that recognize emotions say of what stands on top of the encoder.
bool is_of_a_head(std::string_view name);

}  // namespace serhost::weights

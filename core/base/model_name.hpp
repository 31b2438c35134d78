// Names of models on Hugging Face, which people give where a path is expected.
#pragma once

#include <string>
#include <string_view>

namespace serhost {

/// "; if ORG/NAME is a model of Hugging Face, fetch it: hf download ..." for a text that looks like
/// such a name; "" for any other. What is there as a path is not asked.
std::string how_to_fetch(std::string_view text);

}  // namespace serhost

// Files and folders that people give in place of weights, and what is to be done about each.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace serhost::weights {

/// "is an HTML page, ...; ..." from the first bytes of a file; "" where they are none of those that
/// are known here.
std::string not_weights(std::string_view bytes);

/// The same of a folder that holds nothing which can be opened: an adapter, gguf, CTranslate2,
/// TensorFlow, Flax, ONNX. "" where it is none of them.
std::string not_weights(const std::filesystem::path& folder);

}  // namespace serhost::weights

// Label maps as other programs keep them: label_map.json of EmoBox, label2id of Transformers.
#pragma once

#include <filesystem>

#include "config/label_map.hpp"

namespace serhost::config {

/// An object of texts, `{"W": "anger"}`, says what each label counts as; one of numbers from 0 on,
/// `{"anger": 0}`, names the classes in their order. Throws ConfigError that names the file.
LabelMap read_json_label_map(const std::filesystem::path& file);

}  // namespace serhost::config

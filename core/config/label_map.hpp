// A label map: a TOML file whose one table [labels] says which class a corpus's label counts as.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace serhost::config {

/// Label to class. Throws Error(missing) or ConfigError with file:line:column.
std::map<std::string, std::string> read_label_map(const std::filesystem::path& file);

}  // namespace serhost::config

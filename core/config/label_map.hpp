// A label map: a TOML file that says which class each label of a corpus counts as, and, where it
// stands for a known set of classes, which those are and how many clips each has.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace serhost::config {

struct LabelMap {
  std::map<std::string, std::string> labels;   ///< label to class
  std::vector<std::string> classes;            ///< in their order; empty: whatever is used
  std::map<std::string, std::int64_t> counts;  ///< published clips by class
};

/// Of a TOML file, or of a .json file (json_label_map.hpp). Throws Error(missing) or ConfigError
/// with file:line:column.
LabelMap read_label_map(const std::filesystem::path& file);

}  // namespace serhost::config

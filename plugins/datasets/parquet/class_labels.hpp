// What Hugging Face writes beside a table about its columns.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tables {

/// Names of classes by column: an integer column of the type ClassLabel holds positions in them.
/// `features`: the schema's metadata, JSON; what is no such JSON says nothing.
std::map<std::string, std::vector<std::string>> class_labels(const std::string& features);

}  // namespace tables

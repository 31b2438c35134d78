// What the folders of a tree stand for, and whether those taken for labels can be labels.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace layout {

/// "split/label" as {"split", "label"}. Throws std::invalid_argument for other words, and where
/// there is not one label.
std::vector<std::string> parsed(const std::string& text);

/// The folders of a path below the root, without the file.
std::vector<std::string> folders_of(const std::filesystem::path& below);

/// Throws std::runtime_error, which names the key to set, where all first folders are parts
/// (train/angry) or numbered, with the same folders below (01/angry): they are no labels.
void check(const std::filesystem::path& root, const std::vector<std::vector<std::string>>& files);

}  // namespace layout

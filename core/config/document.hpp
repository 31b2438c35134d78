// An experiment file with its parents and overrides laid together and its variables expanded: one
// tree, not yet checked.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/environment.hpp"
#include "config/findings.hpp"
#include "config/load.hpp"
#include "config/toml.hpp"

namespace serhost::config {

struct Document {
  Node root;
  std::string text;       ///< of the file itself, as read
  bool complete = false;  ///< the file and all its parents could be read
};

/// Reads `file`, follows `extends` (relative to the file that says it), applies the overrides last.
/// Keys that were renamed (renamed.hpp) have today's names. `document.root` is an empty table where
/// the file cannot be had.
Document read_document(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                       const Environment& environment, const Find& find, Findings& findings);

/// A table of `file` with the documents that it `extends` laid beneath it; variables are left as
/// they stand, and renamed keys have today's names. nullopt where one of them cannot be had, which
/// has then been told.
std::optional<Node> with_parents(Node root, const std::filesystem::path& file,
                                 const Environment& environment, const Find& find,
                                 Findings& findings);

/// Reads a TOML file within the limits. Throws Error(missing) or ConfigError.
Node read_toml(const std::filesystem::path& file, std::string* text = nullptr);

/// `path` as written at `place`: relative ones are relative to the folder of the file that holds
/// them (of the command line: the current folder). Absolute, without "." and "..".
std::filesystem::path resolved_path(const std::string& path, const Place& place);

}  // namespace serhost::config

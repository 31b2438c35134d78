// The -s options of the command line as one tree: the last of equal keys wins.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/findings.hpp"
#include "config/toml.hpp"

namespace serhost::config {

/// Each text is "dotted.key=value"; the value is read as TOML, as a string where that fails. Places
/// name the file "-s".
Node overrides_tree(const std::vector<std::string>& overrides, Findings& findings);

/// The parts of a dotted key, quotes taken off: `head.hidden`, `loss.alpha."very sad"`. nullopt
/// where it is none.
std::optional<std::vector<std::string>> key_parts(std::string_view key);

inline constexpr const char* kCommandLine = "-s";

}  // namespace serhost::config

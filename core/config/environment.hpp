// ${NAME} in the strings of a document, from the environment. "$${" stands for "${" itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/findings.hpp"
#include "config/toml.hpp"

namespace serhost::config {

/// The value of a variable; nullopt where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// The process's own.
Environment process_environment();

/// Expands every string of the tree. A fault marks its node broken, so that no follow-up is told.
void expand(Node& node, const Environment& environment, Findings& findings);

/// `text` so that `expand` gives it back.
std::string escaped_variables(std::string_view text);

}  // namespace serhost::config

// Back from a resolved experiment to one that others can run: what was written as ${NAME} stands as
// ${NAME} again.
#pragma once

#include <string>

namespace serhost::config {

/// `resolved` (of config/resolved.hpp) with every string for which `written`, the experiment file
/// itself, has a variable at the same key. What a parent or an override said stays as it was
/// resolved. Throws ConfigError for text that is not TOML.
std::string with_variables(const std::string& resolved, const std::string& written);

}  // namespace serhost::config

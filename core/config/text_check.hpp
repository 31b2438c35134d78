// Checks foreign text before the TOML parser reads it: zero bytes, broken UTF-8, and nesting deep
// enough to exhaust the stack are reported with their place.
#pragma once

#include <string>
#include <string_view>

namespace serhost::config {

/// Throws ConfigError "name:line:column: ...".
void check_text(std::string_view text, const std::string& name);

/// Length in bytes of the UTF-8 sequence at `at`, 0 where it is broken (overlong, a surrogate,
/// above U+10FFFF, cut off).
std::size_t utf8_length(std::string_view text, std::size_t at);

bool is_utf8(std::string_view text);

}  // namespace serhost::config

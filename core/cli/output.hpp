// How every command writes to standard output.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <utility>

namespace serhost::cli {

/// Throws Error(io) if standard output cannot be written, or could not before.
void write_out(std::string_view text);

/// As write_out, of a text with colors: everything foreign in it must have been made printable.
void write_painted(std::string_view text);

/// write_out of a formatted text.
template <class... Arguments>
void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  write_out(fmt::format(format, std::forward<Arguments>(arguments)...));
}

/// Indented; bytes that are not UTF-8 are replaced, for names of files may hold any.
void print_json(const nlohmann::ordered_json& json);

/// Everything written so far is where it belongs; as write_out where it is not.
void flush_out();

}  // namespace serhost::cli

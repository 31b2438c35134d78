// Describes a component from its schema and its README, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "config/pieces.hpp"
#include "config/table_schema.hpp"
#include "host/registry.hpp"

namespace serhost::config {

/// `serhost describe`: summary, file, a line per parameter, abilities, ABI record, and the README.
/// Ends with a line break.
std::string describe_text(const host::ComponentInfo& info);

/// {"kind", "name", "summary", "plugin", "version", "file", "parameters": [{"name", "type",
/// "default", "optional", "minimum", "maximum", "choices", "help"}], "abilities", "readme", "abi"};
/// bounds and defaults that are not there are null.
nlohmann::ordered_json describe_json(const host::ComponentInfo& info);

/// <plugin>/README.md beside the plugin's library (serhost_add_plugin puts it there), without its
/// first heading and with one line break at the end; "" where there is none.
std::string readme_of(const host::ComponentInfo& info);

/// The same of a part of the host that a table chooses by name (pieces.hpp).
std::string describe_text(const Piece& piece);
nlohmann::ordered_json describe_json(const Piece& piece);

/// "real", "list of texts", "table of reals", "losses".
std::string type_words(const ParamSpec& spec);

/// The default as an experiment would write it; "needed" where there is none, "-" where the
/// parameter may be left out.
std::string default_words(const ParamSpec& spec);

/// The same of a key of a table: "table of texts", "{}".
std::string type_words(const KeySpec& spec);
std::string default_words(const KeySpec& spec);

/// "0 or more", "0 to 1", "one of a, b"; "" where anything goes.
std::string range_words(const ParamSpec& spec);

}  // namespace serhost::config

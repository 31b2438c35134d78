// What a component's schema says, for people, for programs and for the generated page of
// documentation.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "host/registry.hpp"

namespace serhost::config {

/// `serhost describe`: summary, file, a line a parameter, abilities, ABI record. Ends with a line
/// break.
std::string describe_text(const host::ComponentInfo& info);

/// {"kind", "name", "summary", "plugin", "version", "file", "parameters": [{"name", "type",
/// "default", "optional", "minimum", "maximum", "choices", "help"}], "abilities", "abi"}; bounds
/// and defaults that are not there are null.
nlohmann::ordered_json describe_json(const host::ComponentInfo& info);

/// docs/components.md: one section a kind, one table a component.
std::string components_markdown(const host::Registry& registry);
std::string components_markdown(const std::vector<host::ComponentInfo>& components);

/// "real", "list of texts", "table of reals", "losses".
std::string type_words(const ParamSpec& spec);

/// The default as an experiment would write it; "needed" where there is none, "-" where the
/// parameter may be left out.
std::string default_words(const ParamSpec& spec);

/// "0 or more", "0 to 1", "one of a, b"; "" where anything goes.
std::string range_words(const ParamSpec& spec);

}  // namespace serhost::config

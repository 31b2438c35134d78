// How every command prints JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace serhost::cli {

/// On standard output, indented; bytes that are not UTF-8 are replaced, for names of files may hold
/// any.
void print_json(const nlohmann::ordered_json& json);

}  // namespace serhost::cli

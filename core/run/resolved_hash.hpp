// Whether a run's resolved.toml is what its record was made of.
#pragma once

#include <string>
#include <string_view>

namespace serhost::run {

/// SHA-256 of resolved.toml as the text of a run.json says it; "" of earlier versions and of what
/// is no record.
std::string resolved_hash(std::string_view run_json);

}  // namespace serhost::run

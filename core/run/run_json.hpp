// run.json, schema "serhost.run/1", both ways.
#pragma once

#include <string>
#include <string_view>

#include "run/run.hpp"

namespace serhost::run {

/// The whole of run.json. NaN becomes null; doubles read back to the same bits.
std::string run_json(const Run& run);

/// The key of what run.json hashes of itself.
inline constexpr const char* kOwnHash = "record";

/// SHA-256 of a JSON object without that key, whatever the order of its keys and the blanks between
/// them. Throws what nlohmann::json throws.
std::string hash_without_own(std::string_view text);

/// Throws Error(damaged) whose message begins with `file`.
Run parse_run_json(std::string_view text, const std::string& file);

}  // namespace serhost::run

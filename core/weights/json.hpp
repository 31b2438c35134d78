// JSON of foreign files: bounded depth, no name twice, errors with the byte.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace serhost::weights {

/// Throws Error(damaged) with `file` and the byte, also for a name that occurs twice and for
/// nesting deeper than kDeepestConfig.
nlohmann::json parse_json(std::string_view text, const std::string& file);

/// The whole number that a value is, 3.0 included.
std::optional<std::int64_t> integer_of(const nlohmann::json& value);

/// As a message shows it: cut to 80 bytes.
std::string shown_json(const nlohmann::json& value);

/// What is not UTF-8 is replaced.
std::string text_of(const nlohmann::json& value, int indent = -1);

}  // namespace serhost::weights

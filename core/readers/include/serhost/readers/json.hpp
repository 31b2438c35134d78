// JSON files of corpora. Whoever includes it links nlohmann_json::nlohmann_json.
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <serhost/readers/table.hpp>
#include <string>
#include <string_view>

namespace serhost::readers {

/// How deep brackets may nest: deeper ones would take the stack.
inline constexpr int kDeepestJson = 32;

/// Whether brackets nest deeper than that.
bool too_deep(std::string_view text);

/// The object that a file holds. Throws std::runtime_error that names the file, and `what` was
/// expected: "annotation.json of M3ED, an object of series".
nlohmann::json read_json_object(const std::filesystem::path& file, const std::string& what);

/// A member that is an object, a text, or a number; nullptr where there is none.
const nlohmann::json* member_of(const nlohmann::json& object, const std::string& name);

/// A member as text: a number or a boolean as JSON writes it; "" for null, none, lists, objects.
std::string text_of_member(const nlohmann::json& object, const std::string& name);

/// Members as a row: texts, and anything else as JSON writes it; an object `votes` as votes. Nulls
/// and empty texts are left out.
Row row_of(const nlohmann::json& object, std::size_t line);

}  // namespace serhost::readers

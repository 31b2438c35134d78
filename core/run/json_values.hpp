// Values of a parsed run.json. The file may come from elsewhere, so that every type is checked
// before use: each function throws std::exception for another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/whole_number.hpp"

namespace serhost::run {

using ParsedJson = nlohmann::json;

/// NaN of null.
inline double number_in(const ParsedJson& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

inline double number_or_zero(const ParsedJson& json, const char* key) {
  // json.value() would copy it, which takes the stack where it is nested deeply
  const auto at = json.find(key);
  return at == json.end() ? 0.0 : number_in(*at);
}

template <class T>
T whole_or_zero(const ParsedJson& json, const char* key) {
  const auto at = json.find(key);
  return at == json.end() ? T{0} : whole_number<T>(*at);
}

inline std::optional<std::size_t> count(const ParsedJson& value) {
  if (value.is_null()) return std::nullopt;
  return whole_number<std::size_t>(value);
}

inline std::map<std::string, std::int64_t> counts(const ParsedJson& json) {
  std::map<std::string, std::int64_t> out;
  for (const auto& [name, value] : json.get_ref<const ParsedJson::object_t&>())
    out[name] = whole_number<std::int64_t>(value);
  return out;
}

}  // namespace serhost::run

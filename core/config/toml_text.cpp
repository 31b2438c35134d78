// Writes values as TOML text, with the escapes of TOML 1.0.
#include "config/toml_text.hpp"

#include <algorithm>
#include <cstdio>

#include "base/text.hpp"
#include "config/environment.hpp"

namespace serhost::config {
namespace {

std::string basic_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      char buffer[8];
      std::snprintf(buffer, sizeof buffer, "\\u%04X", byte);
      out += buffer;
    } else {
      out += c;
    }
  }
  return out + '"';
}

template <class Items, class Write>
std::string list(const Items& items, Write&& write) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ", ";
    out += write(item);
  }
  return out + "]";
}

template <class Items, class Write>
std::string table(const Items& items, Write&& write) {
  if (items.empty()) return "{}";
  std::string out = "{ ";
  for (const auto& [key, value] : items) {
    if (out.size() > 2) out += ", ";
    out += toml_key(key) + " = " + write(value);
  }
  return out + " }";
}

}  // namespace

std::string toml_string(std::string_view text) { return basic_string(escaped_variables(text)); }

std::string toml_key(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
  return bare ? std::string(key) : basic_string(key);
}

std::string toml_real(double value) {
  auto text = exact(value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";  // "n": inf, nan
  return text;
}

std::string toml_list(const std::vector<std::int64_t>& items) {
  return list(items, [](std::int64_t item) { return std::to_string(item); });
}
std::string toml_list(const std::vector<double>& items) { return list(items, toml_real); }
std::string toml_list(const std::vector<std::string>& items) { return list(items, toml_string); }
std::string toml_table(const std::map<std::string, std::pair<double, double>>& items) {
  return table(items, [](const auto& ends) {
    return toml_list(std::vector<double>{ends.first, ends.second});
  });
}
std::string toml_table(const std::map<std::string, double>& items) {
  return table(items, toml_real);
}
std::string toml_table(const std::map<std::string, std::string>& items) {
  return table(items, toml_string);
}

std::string toml_value(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, bool>) return held ? "true" : "false";
        else if constexpr (std::is_same_v<T, std::int64_t>) return std::to_string(held);
        else if constexpr (std::is_same_v<T, double>) return toml_real(held);
        else if constexpr (std::is_same_v<T, std::string>) return toml_string(held);
        else if constexpr (std::is_same_v<T, std::filesystem::path>)
          return toml_string(held.string());
        else if constexpr (std::is_same_v<T, std::map<std::string, double>>)
          return toml_table(held);
        else if constexpr (std::is_same_v<T, std::monostate> ||
                           std::is_same_v<T, std::vector<PartValue>>)
          return {};
        else return toml_list(held);
      },
      value);
}

}  // namespace serhost::config

// Lines of the TOML files that serhost writes: pack.toml, serhost.lock.
#pragma once

#include <string>
#include <vector>

#include "config/toml_text.hpp"

namespace serhost::pack {

/// `key = "value"`; nothing where the value is empty.
inline void put(std::string& out, const char* key, const std::string& value) {
  if (!value.empty()) out += std::string(key) + " = " + config::toml_string(value) + "\n";
}

inline void put(std::string& out, const char* key, const std::vector<std::string>& values) {
  if (!values.empty()) out += std::string(key) + " = " + config::toml_list(values) + "\n";
}

}  // namespace serhost::pack

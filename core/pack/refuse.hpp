// The error that every reader in this folder throws.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace serhost::pack {

/// "a.serpack is refused: REASON", exit status 77.
[[noreturn]] inline void refuse(const std::string& what, const std::string& reason) {
  throw Error(Exit::untrusted, what + " is refused: " + reason);
}

/// Foreign text in quotes, without anything that moves a cursor.
inline std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c >= 0x20 && c < 0x7f ? c : '?';
  return out + "'";
}

}  // namespace serhost::pack

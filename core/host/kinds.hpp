// The kinds of component by the words that users write.
#pragma once

#include <algorithm>
#include <serhost/kind.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::host {

/// "backbone", "loss", ...
inline std::vector<std::string> kind_names() {
  std::vector<std::string> out;
  for (const auto& kind : kKinds) out.emplace_back(kind.name);
  return out;
}

/// By its name or its plural, as people write either; nullptr where no kind is called so.
inline const KindInfo* find_kind(std::string_view name) {
  const auto* const found = std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& kind) {
    return name == kind.name || name == kind.plural;
  });
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace serhost::host

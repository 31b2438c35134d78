// Names come from the file: what is shown of them is bounded.
#include "weights/text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace serhost::weights {

std::string shown(std::string_view name) {
  constexpr std::size_t kShown = 80;
  std::string out;
  for (const char c : name.substr(0, kShown))
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return "'" + out + (name.size() > kShown ? "…'" : "'");
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::vector<std::string> sizes;
  for (const auto size : shape) sizes.push_back(std::to_string(size));
  return "[" + join(sizes, ", ") + "]";
}

std::string listed(const std::vector<std::string>& items) {
  constexpr std::size_t kShown = 10;
  const std::span<const std::string> first(items.data(), std::min(kShown, items.size()));
  return join(first, ", ") +
         (items.size() > kShown ? " and " + std::to_string(items.size() - kShown) + " more" : "");
}

}  // namespace serhost::weights

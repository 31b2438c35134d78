// Lists are cut short, so that a message can be read.
#include "base/words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/text.hpp"

namespace serhost {

std::string hint(std::string_view name, std::span<const std::string> known) {
  constexpr std::size_t kTold = 40;
  if (const auto near = nearest(name, known); !near.empty()) return " Did you mean '" + near + "'?";
  if (known.empty()) return "";
  const auto told = known.first(std::min(known.size(), kTold));
  const auto left = known.size() - told.size();
  return " Known: " + join(told, ", ") + (left > 0 ? ", and " + grouped(left) + " more." : ".");
}

std::string grouped(std::size_t n) {
  auto out = std::to_string(n);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
  return out;
}

std::string in_digits(double value) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr double kBehind = 9223372036854775808.0;  // the double that kMost becomes
  if (value != std::floor(value) || std::abs(value) > kBehind) return exact(value);
  return std::to_string(value == kBehind ? kMost : static_cast<std::int64_t>(value));
}

}  // namespace serhost

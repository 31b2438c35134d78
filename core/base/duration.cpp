// Two units at most: the second one is what still matters.
#include "base/duration.hpp"

#include <cmath>

namespace serhost {

std::string duration_text(double seconds) {
  const auto whole = std::llround(seconds);
  const auto text = [](long long n, const char* unit) { return std::to_string(n) + unit; };
  if (whole < 60) return text(whole, " s");
  if (whole < 3600) return text(whole / 60, " min ") + text(whole % 60, " s");
  return text(whole / 3600, " h ") + text(whole % 3600 / 60, " min");
}

}  // namespace serhost

// Days before the clock, and units of sixty within it.
#include "time_text.hpp"

#include <serhost/readers/fields.hpp>

namespace audformat {

namespace readers = serhost::readers;

std::optional<double> seconds_of(const std::string& text) {
  double days = 0.0;
  auto rest = text;
  if (const auto at = text.find(" day"); at != std::string::npos) {
    const auto count = readers::number_of(text.substr(0, at));
    if (!count) return std::nullopt;
    days = *count;
    const auto behind = text.find(' ', at + 1);
    rest = behind == std::string::npos ? "0" : text.substr(behind + 1);
  }
  double seconds = 0.0;
  for (;;) {
    const auto colon = rest.find(':');
    const auto part = readers::number_of(rest.substr(0, colon));
    if (!part) return std::nullopt;
    seconds = 60.0 * seconds + *part;
    if (colon == std::string::npos) return 86400.0 * days + seconds;
    rest.erase(0, colon + 1);
  }
}

}  // namespace audformat

// Formats the time in UTC, to the second: records of several machines are compared.
#include "base/utc.hpp"

#include <time.h>

#include <ctime>

namespace serhost {

std::string utc_now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace serhost

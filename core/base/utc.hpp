// The time of day for records.
#pragma once

#include <string>

namespace serhost {

/// "2024-03-01T12:30:00Z".
std::string utc_now();

}  // namespace serhost

// Times as people read them.
#pragma once

#include <string>

namespace serhost {

/// "42 s", "3 min 5 s", "2 h 10 min".
std::string duration_text(double seconds);

}  // namespace serhost

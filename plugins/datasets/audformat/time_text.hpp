// Times as pandas writes them.
#pragma once

#include <optional>
#include <string>

namespace audformat {

/// Seconds of "0 days 00:00:01.250000", "00:00:01.25" or "1.25"; nullopt for NaT and the like.
std::optional<double> seconds_of(const std::string& text);

}  // namespace audformat

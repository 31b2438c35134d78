// run.json, schema "serhost.run/1", both ways.
#pragma once

#include <string>
#include <string_view>

#include "run/run.hpp"

namespace serhost::run {

/// The whole of run.json. NaN becomes null; doubles read back to the same bits.
std::string run_json(const Run& run);

/// Throws Error(damaged) whose message begins with `file`.
Run parse_run_json(std::string_view text, const std::string& file);

}  // namespace serhost::run

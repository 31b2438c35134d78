// The part of report.html that says what was run, on what and with what.
#pragma once

#include <string>

#include "run/run.hpp"

namespace serhost::report {

std::string html_facts(const run::Run& run);

}  // namespace serhost::report

// The part of report.html that says what was run, on what and with what.
#pragma once

#include <string>

#include "report/run.hpp"

namespace serhost::report {

std::string html_facts(const Run& run);

}  // namespace serhost::report

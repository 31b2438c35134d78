// report.html: a run on one page that needs nothing else, neither scripts nor the network.
#pragma once

#include <string>

#include "run/run.hpp"

namespace serhost::report {

std::string html_report(const run::Run& run);

}  // namespace serhost::report

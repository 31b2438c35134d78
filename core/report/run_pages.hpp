// The pages that lie in the directory of a finished run.
#pragma once

#include <map>
#include <string>

#include "run/run.hpp"

namespace serhost::report {

/// By file name: report.html and model_card.md. To be given to run::RunRecord::finish.
std::map<std::string, std::string> run_pages(const run::Run& run);

}  // namespace serhost::report

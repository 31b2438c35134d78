// The pages that lie in the directory of a finished run.
#pragma once

#include <map>
#include <string>

#include "run/run.hpp"
#include "run/run_record.hpp"

namespace serhost::report {

/// By file name: report.html, with a table of speakers where the tested clips tell them apart, and
/// model_card.md. To be given to run::RunRecord::finish.
std::map<std::string, std::string> run_pages(const run::Run& run, const run::TestedClips& clips);

}  // namespace serhost::report

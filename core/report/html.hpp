// report.html: a run on one page that needs nothing else, neither scripts nor the network.
#pragma once

#include <string>
#include <vector>

#include "report/class_tables.hpp"
#include "report/document.hpp"
#include "run/run.hpp"

namespace serhost::report {

/// `speakers`: what the model makes of each, where they are known. `figures`: of its test clips.
std::string html_report(const run::Run& run, const std::vector<SpeakerScores>& speakers = {},
                        const std::vector<Figure>& figures = {});

}  // namespace serhost::report

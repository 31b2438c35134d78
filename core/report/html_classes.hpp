// The part of report.html that says where a model is right: classes and speakers.
#pragma once

#include <string>
#include <vector>

#include "report/class_tables.hpp"
#include "run/run.hpp"

namespace serhost::report {

/// Of a finished or unfinished run of classification. Without speakers there is no table of them.
std::string html_classes(const run::Run& run, const std::vector<SpeakerScores>& speakers);

}  // namespace serhost::report

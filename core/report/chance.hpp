// What a system that knows nothing reaches, and the marks of runs that do no better: without it 25
// percent looks like something.
#pragma once

#include <string>
#include <vector>

#include "run/run.hpp"

namespace serhost::report {

/// The metric if every test clip were given the one answer with which it is best: 1 / classes for
/// UA, the share of the largest class for WA; of other tasks what their row evaluator's constant
/// answers reach (metrics/rows.hpp). NaN where one answer has no value, as for calibration.
double chance_level(const run::Run& run, const std::string& metric);

/// "25.00", "–" where there is none.
std::string chance_text(const run::Run& run, const std::string& metric);

/// Whether chance has a level at all.
bool has_chance(const std::vector<const run::Run*>& runs);

/// What every clip is given one of: "class", of other tasks "answer".
std::string chance_answer(const std::vector<const run::Run*>& runs);

/// Of several runs: "25.00", or "14.29 to 25.00" where their corpora differ.
std::string chance_text(const std::vector<const run::Run*>& runs, const std::string& metric);

/// The one level of all runs; NaN where they have several or none.
double common_chance(const std::vector<const run::Run*>& runs, const std::string& metric);

/// "constant predictions" or "below chance", both, or "".
std::string mark_of_chance(const run::Run& run, const std::string& metric);

/// Whether the pooled metric is worse than one answer for every clip.
bool is_below_chance(const run::Run& run, const std::string& metric);
/// "below chance"; of errors, which are then above it, "worse than chance".
std::string below_chance_text(const std::string& metric);

/// The same in sentences, of every metric that has a chance level: "constant predictions: every
/// clip is taken for anger", "… in 3 of 10 folds and seeds", "UA is below chance (25.00), WA
/// (31.25)"; and where WA is far above UA, "WA 71.20 hides UA 40.10: the small classes are missed
/// (recall of fear: 3.10)".
std::vector<std::string> warnings_of_chance(const run::Run& run);

}  // namespace serhost::report

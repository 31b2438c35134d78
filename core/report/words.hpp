// What metrics are called and how their values are written, the same in the terminal's table and in
// the HTML report. A metric that is not registered has its name as title and no unit.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "run/run.hpp"

namespace serhost::report {

/// "UA", "weighted F1", "CCC, valence" of "valence.ccc".
std::string title_of_metric(const std::string& metric);

/// Whether it is printed in percent.
bool is_percentage(const std::string& metric);

bool lower_is_better(const std::string& metric);

/// Two decimals in percent, else four; "–" for NaN.
std::string format_metric(const std::string& metric, double value);

/// A share in percent with two decimals, as a recall; "–" for NaN.
std::string percent_text(double share);

/// How to read a table of a run's metrics: "In percent, but for ECE (lower is better), …".
std::string directions_text(const run::Run& run);

/// The metrics of a run that stand on the first screen: those that are registered as such, else the
/// main one.
std::vector<std::string> headline_metrics(const run::Run& run);

/// The headline with all that it rests on, in one line that can stand alone: "UA 64.9 [62.8, 66.9]
/// | emodb:4c | … | 7c1e30a9b2d4". "" if the run has no such metric or no signature.
std::string signed_metric(const run::Run& run, const std::string& metric);
/// The same of the main metric.
std::string signed_metric(const run::Run& run);

/// "emodb_focal · hubert + focal · leave-one-speaker-out" in its parts, with data and seeds.
std::vector<std::string> title_parts(const run::Run& run);

/// "anger 12, joy 8"
std::string counts_text(const std::map<std::string, std::int64_t>& map);

/// What must stand beside every metric of a run whose checkpoints were picked on its test part.
inline constexpr char kSelectedOnTest[] =
    "selected on test: the checkpoint was picked on the test part, so every metric is optimistic";

/// All that must stand beside every metric of a run.
std::vector<std::string> stamps_of(const run::Run& run);

/// How an interval was made, and what it speaks of where that is not other people.
std::string interval_method(const run::Run& run, const run::MetricSummary& summary);

/// "8 speakers", "speakers unknown", "at least 8 speakers" where some clips have none.
std::string speakers_text(const run::RunFacts& facts);

std::string duration(double seconds);  ///< "3 h 05 min", "4 min 10 s", "12.3 s"

}  // namespace serhost::report

// What metrics are called and how figures are written, the same in the terminal's table and in the
// HTML report.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "run/run.hpp"

namespace serhost::report {

std::string title_of_metric(const std::string& metric);  ///< "UA", "weighted F1", …

/// Accuracies and F1 scores are printed in percent; calibration error and Brier score are not.
bool is_percentage(const std::string& metric);

/// Of calibration error and Brier score.
bool lower_is_better(const std::string& metric);

/// Two decimals in percent for shares, else four; "–" for NaN.
std::string format_metric(const std::string& metric, double value);

/// The headline with all that it rests on, in one line that can stand alone: "UA 64.9 [62.8, 66.9]
/// | emodb:4c | … | 7c1e30a9b2d4". "" where the run has no figure or no signature.
std::string signed_metric(const run::Run& run, const std::string& metric = "ua");

/// "emodb_focal · hubert + focal · leave-one-speaker-out" in its parts, with data and seeds.
std::vector<std::string> title_parts(const run::Run& run);

/// "anger 12, joy 8"
std::string counts_text(const std::map<std::string, std::int64_t>& map);

/// What must stand beside every figure of a run whose checkpoints were picked on its test part.
inline constexpr char kSelectedOnTest[] =
    "selected on test: the checkpoint was picked on the test part, so every figure is optimistic";

std::string duration(double seconds);  ///< "3 h 05 min", "4 min 10 s", "12.3 s"

}  // namespace serhost::report

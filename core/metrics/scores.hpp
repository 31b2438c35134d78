// All metrics of a list of predictions at once, the same everywhere: run record, tables, report.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metrics/confusion.hpp"

namespace serhost::metrics {

/// Test clips with what was predicted; parallel columns.
struct Outcomes {
  std::size_t classes = 0;
  std::vector<std::int64_t> truth, predicted;
  std::vector<double> probabilities;                   ///< [n, classes] row by row
  std::vector<std::optional<std::string>> speakers;    ///< absent: unknown
};

struct Scores {
  std::map<std::string, double> metrics;               ///< wa, ua, wf1, macro_f1, micro_f1, ece, brier
  std::vector<std::optional<double>> recall;           ///< by class
  Confusion confusion;
  std::size_t clips = 0, speakers = 0, classes_present = 0;
};

Scores score(const Outcomes& outcomes);

/// The value of one metric by name; throws std::logic_error for an unknown one.
double metric(const std::string& name, const Outcomes& outcomes);

}  // namespace serhost::metrics

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
  std::vector<std::int64_t> truth{}, predicted{};
  std::vector<double> probabilities{};  ///< [n, classes] row by row, or empty
  std::vector<std::optional<std::string>>
      speakers{};  ///< absent: unknown; may be empty where nothing is known

  /// Appends the clips of `other`, which has as many classes.
  void append(const Outcomes& other);
  /// Appends one clip of `other`, which has as many classes and the same columns.
  void append(const Outcomes& other, std::size_t clip);
};

struct Scores {
  std::map<std::string, double> metrics;      ///< by name; NaN where undefined
  std::vector<std::optional<double>> recall;  ///< by class
  Confusion confusion{0};
  std::size_t clips = 0, speakers = 0, classes_present = 0;  ///< speakers: distinct known ones
  bool speakers_known = false;                               ///< of every clip
};

/// Those that are computed from test clips, in the order in which tables print them
/// (metrics/registry.hpp).
std::vector<std::string> metric_names();

/// Throws std::logic_error where columns differ in length or an index is outside [0, classes).
Scores score(const Outcomes& outcomes);

/// The value of one metric by name; throws std::logic_error for an unknown one.
double metric(const std::string& name, const Outcomes& outcomes);

}  // namespace serhost::metrics

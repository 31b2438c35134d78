// All metrics of a list of predictions at once, the same everywhere: run record, tables, report.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metrics/confusion.hpp"
#include "metrics/rows.hpp"

namespace serhost::metrics {

/// Test clips with what was predicted; parallel columns. Those of a task that is not classification
/// stand in `rows`, and the columns of classes are empty.
struct Outcomes {
  std::size_t classes = 0;
  std::vector<std::int64_t> truth{}, predicted{};
  std::vector<double> probabilities{};  ///< [n, classes] row by row, or empty
  std::vector<std::optional<std::string>>
      speakers{};  ///< absent: unknown; may be empty where nothing is known
  Rows rows{};

  /// Whether the clips are those of a task that is not classification.
  bool of_rows() const { return rows.evaluator != nullptr; }
  std::size_t size() const { return of_rows() ? rows.size() : truth.size(); }
  /// No clips, of the same task.
  Outcomes emptied() const;

  /// Appends the clips of `other`, which is of the same task and has as many classes.
  void append(const Outcomes& other);
  /// Appends one clip of `other`, of the same task and with the same columns.
  void append(const Outcomes& other, std::size_t clip);
};

struct Scores {
  std::map<std::string, double> metrics;      ///< by name; NaN where undefined
  std::vector<std::optional<double>> recall;  ///< by class; empty of a task without a confusion
  Confusion confusion{0};
  std::size_t clips = 0, speakers = 0, classes_present = 0;  ///< speakers: distinct known ones
  bool speakers_known = false;                               ///< of every clip
};

/// Those that are computed from test clips, in the order in which tables print them
/// (metrics/registry.hpp).
std::vector<std::string> metric_names();
/// Those of the clips' own task.
std::vector<std::string> metric_names(const Outcomes& outcomes);

/// Whether the same is true of the clips of both, one by one.
bool same_truth(const Outcomes& a, const Outcomes& b);

/// Throws std::logic_error where columns differ in length or an index is outside [0, classes).
Scores score(const Outcomes& outcomes);

/// The value of one metric by name; throws std::logic_error for an unknown one.
double metric(const std::string& name, const Outcomes& outcomes);

}  // namespace serhost::metrics

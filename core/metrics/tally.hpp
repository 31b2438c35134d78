// What the metrics need to know of a set of clips. Of classes, sums: sets of clips add up, so
// leaving a speaker out costs one addition. Of any other task, the rows themselves, each with
// how often it counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "metrics/confusion.hpp"
#include "metrics/scores.hpp"

namespace serhost::metrics {

class Tally {
 public:
  explicit Tally(std::size_t classes);
  /// No clips, of the task of `outcomes`.
  explicit Tally(const Outcomes& outcomes);

  /// One clip. `probabilities` is [classes], or empty: then metrics of probabilities are NaN.
  void add(std::int64_t truth, std::int64_t predicted, std::span<const double> probabilities);
  /// One clip of `outcomes`, which is of the same task.
  void add(const Outcomes& outcomes, std::size_t clip);
  /// All clips of another tally of the same task and number of classes, `times` over.
  void add(const Tally& other, double times = 1.0);

  std::size_t classes() const { return classes_; }
  bool empty() const { return rows_.evaluator != nullptr ? times_.empty() : sums_[0] == 0.0; }
  Confusion confusion() const;                    ///< of no classes for a task of rows
  std::map<std::string, double> metrics() const;  ///< by the names of metric_names(outcomes)

 private:
  // Doubles throughout (counts are exact below 2^53) so that adding is one loop: clips, clips with
  // probabilities, counts row by row, then the sums of each registered metric in their order.
  std::size_t classes_;
  std::vector<double> sums_;
  Rows rows_;                  // of a task other than classification: every row that was added,
  std::vector<double> times_;  // and how often it counts
};

}  // namespace serhost::metrics

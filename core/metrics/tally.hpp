// What the metrics need to know of a set of clips, as sums: sets of clips add up, so a bootstrap
// draw costs one addition a speaker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "metrics/confusion.hpp"

namespace serhost::metrics {

class Tally {
 public:
  explicit Tally(std::size_t classes);

  /// One clip. `probabilities` is [classes], or empty: then metrics of probabilities are NaN.
  void add(std::int64_t truth, std::int64_t predicted, std::span<const double> probabilities);
  /// All clips of another tally of the same number of classes, `times` over.
  void add(const Tally& other, double times = 1.0);

  std::size_t classes() const { return classes_; }
  bool empty() const { return sums_[0] == 0.0; }
  Confusion confusion() const;
  std::map<std::string, double> metrics() const;  ///< by the names of metric_names()

 private:
  // Doubles throughout (counts are exact below 2^53) so that adding is one loop: clips, clips with
  // probabilities, counts row by row, then the sums of each registered metric in their order.
  std::size_t classes_;
  std::vector<double> sums_;
};

}  // namespace serhost::metrics

// Counts n(i, j) of clips of true class i that were predicted as j: all that the label metrics
// need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace serhost::metrics {

class Confusion {
 public:
  explicit Confusion(std::size_t classes) : classes_(classes), counts_(classes * classes, 0) {}

  /// Throws std::logic_error where lengths differ or an index is outside [0, classes).
  Confusion(std::size_t classes, std::span<const std::int64_t> truth,
            std::span<const std::int64_t> predicted);

  /// `count` clips at once. Throws std::logic_error for an index outside [0, classes).
  void add(std::int64_t truth, std::int64_t predicted, std::int64_t count = 1);
  /// Adds the counts of another matrix of the same size.
  void add(const Confusion& other);

  std::size_t classes() const { return classes_; }
  std::int64_t at(std::size_t truth, std::size_t predicted) const {
    return counts_[truth * classes_ + predicted];
  }
  std::int64_t support(std::size_t truth) const;  ///< clips of this class
  std::int64_t predicted(std::size_t predicted) const;
  std::int64_t total() const;
  std::size_t classes_present() const;  ///< classes with support

 private:
  std::size_t classes_;
  std::vector<std::int64_t> counts_;
};

}  // namespace serhost::metrics

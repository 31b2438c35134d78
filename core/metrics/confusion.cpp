// The confusion matrix: a square of counts, row by row.
#include "metrics/confusion.hpp"

#include <numeric>

#include "base/error.hpp"

namespace serhost::metrics {

Confusion::Confusion(std::size_t classes, std::span<const std::int64_t> truth,
                     std::span<const std::int64_t> predicted)
    : Confusion(classes) {
  SERHOST_CHECK(truth.size() == predicted.size());
  for (std::size_t i = 0; i < truth.size(); ++i) add(truth[i], predicted[i]);
}

void Confusion::add(std::int64_t truth, std::int64_t predicted, std::int64_t count) {
  const auto classes = static_cast<std::int64_t>(classes_);
  SERHOST_CHECK(truth >= 0 && truth < classes && predicted >= 0 && predicted < classes);
  counts_[static_cast<std::size_t>(truth * classes + predicted)] += count;
}

void Confusion::add(const Confusion& other) {
  SERHOST_CHECK(classes_ == other.classes_);
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::int64_t Confusion::support(std::size_t truth) const {
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < classes_; ++j) sum += at(truth, j);
  return sum;
}

std::int64_t Confusion::predicted(std::size_t predicted) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < classes_; ++i) sum += at(i, predicted);
  return sum;
}

std::int64_t Confusion::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
}

std::size_t Confusion::classes_present() const {
  std::size_t present = 0;
  for (std::size_t i = 0; i < classes_; ++i) present += support(i) > 0;
  return present;
}

}  // namespace serhost::metrics

// Calibration error and Brier score from probabilities alone.
#include "metrics/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "metrics/definitions.hpp"

namespace serhost::metrics {
namespace {

void check(std::span<const std::int64_t> truth, std::span<const double> probabilities,
           std::size_t classes) {
  SERHOST_CHECK(classes > 0 && probabilities.size() == truth.size() * classes);
  for (const auto label : truth)
    SERHOST_CHECK(label >= 0 && label < static_cast<std::int64_t>(classes));
}

}  // namespace

std::size_t calibration_bin(double confidence, std::size_t bins) {
  const auto width = static_cast<double>(bins);
  const auto highest = static_cast<double>(bins - 1);
  auto bin =
      static_cast<std::size_t>(std::clamp(std::ceil(confidence * width) - 1.0, 0.0, highest));
  // The product rounds; the bounds themselves decide.
  if (bin > 0 && confidence <= static_cast<double>(bin) / width) --bin;
  if (bin + 1 < bins && confidence > static_cast<double>(bin + 1) / width) ++bin;
  return bin;
}

double expected_calibration_error(std::span<const std::int64_t> truth,
                                  std::span<const double> probabilities, std::size_t classes,
                                  std::size_t bins) {
  check(truth, probabilities, classes);
  SERHOST_CHECK(bins > 0);
  if (truth.empty()) return kNone;
  std::vector<double> gap(bins, 0.0);  // clips that are right minus confidence, summed over a bin
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto row = probabilities.subspan(i * classes, classes);
    if (std::any_of(row.begin(), row.end(), [](double p) { return std::isnan(p); })) return kNone;
    const auto best = std::max_element(row.begin(), row.end());
    gap[calibration_bin(*best, bins)] += (best - row.begin() == truth[i] ? 1.0 : 0.0) - *best;
  }
  double sum = 0.0;
  for (const double g : gap) sum += std::abs(g);
  return sum / static_cast<double>(truth.size());
}

double squared_distance(std::span<const double> probabilities, std::int64_t truth) {
  double sum = 0.0;
  for (std::size_t j = 0; j < probabilities.size(); ++j) {
    const double difference =
        probabilities[j] - (static_cast<std::int64_t>(j) == truth ? 1.0 : 0.0);
    sum += difference * difference;
  }
  return sum;
}

double brier_score(std::span<const std::int64_t> truth, std::span<const double> probabilities,
                   std::size_t classes) {
  check(truth, probabilities, classes);
  if (truth.empty()) return kNone;
  double sum = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    sum += squared_distance(probabilities.subspan(i * classes, classes), truth[i]);
  return sum / static_cast<double>(truth.size());
}

}  // namespace serhost::metrics

// What ECE and Brier score are summed from.
#include "metrics/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "metrics/definitions.hpp"

namespace serhost::metrics {
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

void add_calibration_gap(std::span<const double> probabilities, std::int64_t truth,
                         std::span<double> gaps) {
  SERHOST_CHECK(truth >= 0 && truth < static_cast<std::int64_t>(probabilities.size()));
  if (std::any_of(probabilities.begin(), probabilities.end(),
                  [](double p) { return std::isnan(p); })) {
    gaps[0] = kNone;
    return;
  }
  const auto best = std::max_element(probabilities.begin(), probabilities.end());
  gaps[calibration_bin(*best, gaps.size())] +=
      (best - probabilities.begin() == truth ? 1.0 : 0.0) - *best;
}

double calibration_error(std::span<const double> gaps, double clips) {
  double sum = 0.0;
  for (const double gap : gaps) sum += std::abs(gap);
  return sum / clips;
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

}  // namespace serhost::metrics

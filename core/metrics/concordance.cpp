// Lin's concordance from two-pass moments, which do not cancel for large means.
#include "metrics/concordance.hpp"

#include <numeric>

#include "base/error.hpp"
#include "metrics/definitions.hpp"

namespace serhost::metrics {

double concordance(std::span<const double> x, std::span<const double> y) {
  SERHOST_CHECK(x.size() == y.size());
  if (x.empty()) return kNone;
  const auto n = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double variance_x = 0.0, variance_y = 0.0, covariance = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - mean_x, dy = y[i] - mean_y;
    variance_x += dx * dx;
    variance_y += dy * dy;
    covariance += dx * dy;
  }
  const double shift = mean_x - mean_y;
  const double denominator = (variance_x + variance_y) / n + shift * shift;
  return denominator == 0.0 ? kNone : 2.0 * covariance / n / denominator;
}

}  // namespace serhost::metrics

// Centered at the value itself, not at the mean of the pseudo-values: what is printed is what is
// tested.
#include "metrics/jackknife.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"

namespace serhost::metrics {
double effective_units(const std::vector<std::vector<double>>& shares) {
  if (shares.empty()) return 0.0;
  double sum = 0.0, squares = 0.0;
  for (std::size_t k = 0; k < shares.front().size(); ++k) {
    double weight = 0.0;
    for (const auto& group : shares) {
      SERHOST_CHECK(group.size() == shares.front().size());
      weight += group[k] * group[k];
    }
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0.0 ? sum * sum / squares : 0.0;
}

Estimate jackknife(double whole, const std::vector<double>& left_out, double effective) {
  Estimate out;
  out.value = whole;
  out.units = left_out.size();
  const auto n = static_cast<double>(left_out.size());
  const double mean = std::accumulate(left_out.begin(), left_out.end(), 0.0) / n;
  if (left_out.size() < 2 || std::isnan(whole) || std::isnan(mean)) return out;
  double squares = 0.0;
  for (const double value : left_out) squares += (value - mean) * (value - mean);
  out.freedom = std::clamp(effective, 1.0, n) - 1.0;
  out.error = std::sqrt((n - 1.0) / n * squares);
  if (out.error <= kNegligible * std::max(1.0, std::abs(whole))) out.error = 0.0;
  return out;
}

}  // namespace serhost::metrics

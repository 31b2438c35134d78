// Student's t around an estimate, from Boost.Math.
#include "metrics/estimate.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"

namespace serhost::metrics {
namespace {

double critical(const Estimate& estimate, double share) {
  SERHOST_CHECK(share > 0.0 && share < 1.0);
  return boost::math::quantile(
      boost::math::complement(boost::math::students_t(estimate.freedom), (1.0 - share) / 2.0));
}

}  // namespace

Estimate mean_of(const std::vector<double>& units) {
  Estimate out;
  out.units = units.size();
  if (units.empty()) return out;
  const auto n = static_cast<double>(units.size());
  out.value = std::accumulate(units.begin(), units.end(), 0.0) / n;
  if (units.size() < 2) return out;
  double squares = 0.0, largest = 0.0;
  for (const double unit : units) {
    squares += (unit - out.value) * (unit - out.value);
    largest = std::max(largest, std::abs(unit));
  }
  out.freedom = n - 1.0;
  out.error = std::sqrt(squares / (n - 1.0) / n);
  if (out.error <= kNegligible * largest) out.error = 0.0;
  return out;
}

std::optional<std::pair<double, double>> t_limits(const Estimate& estimate, double share) {
  if (!estimate.has_spread()) return std::nullopt;
  const double reach = critical(estimate, share) * estimate.error;
  return std::pair(estimate.value - reach, estimate.value + reach);
}

std::optional<std::pair<double, double>> t_limits_between(const Estimate& estimate, double lowest,
                                                          double highest, double share) {
  if (std::isinf(lowest) || std::isinf(highest)) {
    auto limits = t_limits(estimate, share);
    if (limits) *limits = {std::max(limits->first, lowest), std::min(limits->second, highest)};
    return limits;
  }
  const double below = estimate.value - lowest, above = highest - estimate.value,
               range = highest - lowest;
  if (!estimate.has_spread() || !(below > kNegligible * range) || !(above > kNegligible * range))
    return std::nullopt;
  // The derivative of log(below / above) is range / (below * above).
  const double reach = critical(estimate, share) * estimate.error * range / (below * above);
  const auto back = [&](double moved) {
    return lowest + range / (1.0 + above / below * std::exp(-moved));
  };
  return std::pair(back(-reach), back(reach));
}

double p_of(const Estimate& estimate) {
  if (!(estimate.freedom > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  if (!estimate.has_spread()) {
    return std::abs(estimate.value) <= kNegligible
               ? 1.0
               : std::min(1.0, 2.0 / std::pow(2.0, static_cast<double>(estimate.units)));
  }
  const double t = std::abs(estimate.value) / estimate.error;
  return 2.0 *
         boost::math::cdf(boost::math::complement(boost::math::students_t(estimate.freedom), t));
}

}  // namespace serhost::metrics

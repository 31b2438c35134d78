// Student's t and its non-central form, from Boost.Math.
#include "metrics/equivalence.hpp"

#include <algorithm>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "base/error.hpp"

namespace serhost::metrics {
namespace {

struct Moments {
  double n, mean, deviation;
};

std::optional<Moments> moments(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return Moments{n, mean, std::sqrt(squares / (n - 1.0))};
}

/// P(T > t); t may be infinite where all differences are equal.
double upper_tail(double freedom, double t) {
  if (std::isinf(t)) return t > 0.0 ? 0.0 : 1.0;
  return boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), t));
}

}  // namespace

std::optional<Equivalence> equivalence(const std::vector<double>& differences, double margin) {
  SERHOST_CHECK(margin > 0.0);
  const auto found = moments(differences);
  if (!found) return std::nullopt;
  const double error = found->deviation / std::sqrt(found->n), freedom = found->n - 1.0;
  const auto t = [&](double distance) { return distance == 0.0 ? 0.0 : distance / error; };
  Equivalence out;
  out.mean = found->mean;
  out.above = upper_tail(freedom, t(found->mean + margin));
  out.below = upper_tail(freedom, t(margin - found->mean));
  out.p = std::max(out.above, out.below);
  return out;
}

std::optional<double> detectable_difference(const std::vector<double>& differences, double level,
                                            double power) {
  SERHOST_CHECK(level > 0.0 && level < power && power < 1.0);
  const auto found = moments(differences);
  if (!found) return std::nullopt;
  if (found->deviation == 0.0) return 0.0;
  const double freedom = found->n - 1.0;
  const double limit =
      boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), level / 2.0));
  const auto lacking = [&](double shift) {
    const boost::math::non_central_t shifted(freedom, shift);
    return boost::math::cdf(boost::math::complement(shifted, limit)) +
           boost::math::cdf(shifted, -limit) - power;
  };
  std::uintmax_t steps = 200;
  const auto [low, high] = boost::math::tools::bracket_and_solve_root(
      lacking, limit, 2.0, true, boost::math::tools::eps_tolerance<double>(48), steps);
  return (low + high) / 2.0 * found->deviation / std::sqrt(found->n);
}

double unanimous_difference(const std::vector<double>& differences, double power) {
  SERHOST_CHECK(power > 0.0 && power < 1.0);
  const auto found = moments(differences);
  SERHOST_CHECK(found.has_value());
  return found->deviation *
         boost::math::quantile(boost::math::normal(), std::pow(power, 1.0 / found->n));
}

std::optional<double> detectable_by_swaps(const Difference& difference, double level,
                                          double power) {
  const auto by_t = detectable_difference(difference.by_speaker, level, power);
  if (!by_t || !difference.exact) return by_t;
  const double smallest = smallest_p(difference);
  if (smallest >= level) return std::numeric_limits<double>::infinity();
  return 2 * smallest > level ? std::max(*by_t, unanimous_difference(difference.by_speaker, power))
                              : *by_t;
}

}  // namespace serhost::metrics

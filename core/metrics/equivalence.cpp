// Student's t and its non-central form, from Boost.Math.
#include "metrics/equivalence.hpp"

#include <algorithm>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/roots.hpp>
#include <cstdint>

#include "base/error.hpp"

namespace serhost::metrics {

std::optional<Equivalence> equivalence(const Estimate& difference, double margin) {
  SERHOST_CHECK(margin > 0.0);
  if (!difference.has_spread()) return std::nullopt;
  const boost::math::students_t distribution(difference.freedom);
  const auto upper_tail = [&](double distance) {
    return boost::math::cdf(boost::math::complement(distribution, distance / difference.error));
  };
  Equivalence out;
  out.above = upper_tail(difference.value + margin);
  out.below = upper_tail(margin - difference.value);
  out.p = std::max(out.above, out.below);
  return out;
}

std::optional<double> detectable_difference(const Estimate& difference, double level,
                                            double power) {
  SERHOST_CHECK(level > 0.0 && level < power && power < 1.0);
  if (!difference.has_spread()) return std::nullopt;
  const double limit = boost::math::quantile(
      boost::math::complement(boost::math::students_t(difference.freedom), level / 2.0));
  const auto lacking = [&](double shift) {
    const boost::math::non_central_t shifted(difference.freedom, shift);
    return boost::math::cdf(boost::math::complement(shifted, limit)) +
           boost::math::cdf(shifted, -limit) - power;
  };
  std::uintmax_t steps = 200;
  const auto [low, high] = boost::math::tools::bracket_and_solve_root(
      lacking, limit, 2.0, true, boost::math::tools::eps_tolerance<double>(48), steps);
  return (low + high) / 2.0 * difference.error;
}

}  // namespace serhost::metrics

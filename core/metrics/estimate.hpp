// A value with the standard error that independent units give it: its interval, its test and what
// could have been seen are all of this one quantity, so that they never contradict each other.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace serhost::metrics {

/// Differences of this size, of values of about 1, are rounding.
inline constexpr double kNegligible = 1e-12;

struct Estimate {
  double value = 0.0;
  double error = 0.0;     ///< standard error; 0 where all units agree
  double freedom = 0.0;   ///< degrees of freedom of the error; 0: not known, hence no inference
  std::size_t units = 0;  ///< independent ones that took part
  bool has_spread() const { return freedom > 0.0 && error > 0.0; }
};

/// Of a mean of units that count alike, as the differences of folds. Freedom is 0 under two units;
/// an error that is mere rounding is 0.
Estimate mean_of(const std::vector<double>& units);

/// The central `share` of Student's t around the value; absent where units give no spread.
std::optional<std::pair<double, double>> t_limits(const Estimate& estimate, double share = 0.95);

/// The same on the scale log((x - lowest) / (highest - x)), where the distribution of a value near
/// its bounds is less skewed; never outside them. Where a bound is infinite, the plain limits up to
/// the other. Absent at a bound, too, where clips say nothing
/// of how far from it the value may be.
std::optional<std::pair<double, double>> t_limits_between(const Estimate& estimate, double lowest,
                                                          double highest, double share = 0.95);

/// Two-sided p of "the value is 0": under 0.05 exactly where the 95 % limits leave 0 out. Where all
/// units agree on a value there is no t, and p is that of their signs, 2 / 2^n; 1 where they agree
/// on 0. NaN without freedom.
double p_of(const Estimate& estimate);

}  // namespace serhost::metrics

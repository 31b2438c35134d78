// As scipy.stats.bootstrap(method="BCa"): ties with the value count half, the acceleration comes
// from the jackknife.
#include "metrics/bca.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "base/error.hpp"

namespace serhost::metrics {
namespace {

/// Linear interpolation between order statistics, as numpy's default.
double percentile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] +
         (position - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

double acceleration(const std::vector<double>& left_out) {
  if (left_out.empty()) return std::nan("");
  const double mean =
      std::accumulate(left_out.begin(), left_out.end(), 0.0) / static_cast<double>(left_out.size());
  double squares = 0.0, cubes = 0.0;
  for (const double value : left_out) {
    squares += (mean - value) * (mean - value);
    cubes += (mean - value) * (mean - value) * (mean - value);
  }
  return squares > 0.0 ? cubes / (6.0 * std::pow(squares, 1.5)) : std::nan("");
}

}  // namespace

std::pair<double, double> bca_limits(double value, std::vector<double> drawn,
                                     const std::vector<double>& left_out, double share) {
  SERHOST_CHECK(!drawn.empty() && share > 0.0 && share < 1.0);
  std::sort(drawn.begin(), drawn.end());
  const double tail = (1.0 - share) / 2.0;
  const auto less = std::lower_bound(drawn.begin(), drawn.end(), value) - drawn.begin();
  const auto up_to = std::upper_bound(drawn.begin(), drawn.end(), value) - drawn.begin();
  const double below =
      static_cast<double>(less + up_to) / (2.0 * static_cast<double>(drawn.size()));
  const double bend = acceleration(left_out);
  if (!(below > 0.0 && below < 1.0) || std::isnan(bend))
    return {percentile(drawn, tail), percentile(drawn, 1.0 - tail)};
  const boost::math::normal normal;
  const double bias = boost::math::quantile(normal, below);
  const auto corrected = [&](double at) {
    const double z = bias + boost::math::quantile(normal, at);
    return boost::math::cdf(normal, bias + z / (1.0 - bend * z));
  };
  return {percentile(drawn, corrected(tail)), percentile(drawn, corrected(1.0 - tail))};
}

}  // namespace serhost::metrics

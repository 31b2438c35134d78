// The binomial test on the discordant clips.
#include "metrics/mcnemar.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>

#include "base/error.hpp"

namespace serhost::metrics {

McNemar mcnemar(const std::vector<bool>& first, const std::vector<bool>& second) {
  SERHOST_CHECK(first.size() == second.size());
  McNemar out;
  for (std::size_t i = 0; i < first.size(); ++i) {
    out.only_first += static_cast<std::size_t>(first[i] && !second[i]);
    out.only_second += static_cast<std::size_t>(second[i] && !first[i]);
  }
  const auto discordant = out.only_first + out.only_second;
  if (discordant == 0) return out;
  const boost::math::binomial_distribution<double> coin(static_cast<double>(discordant), 0.5);
  const auto fewer = static_cast<double>(std::min(out.only_first, out.only_second));
  const double tail = boost::math::cdf(coin, fewer);
  out.exact = std::min(1.0, 2.0 * tail);
  out.mid_p = std::min(1.0, 2.0 * tail - boost::math::pdf(coin, fewer));
  return out;
}

}  // namespace serhost::metrics

// The binomial test on the discordant clips.
#include "metrics/mcnemar.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>

#include "base/error.hpp"

namespace serhost::metrics {
namespace {

/// Halves of clips are fine: the binomial distribution continues between whole numbers.
McNemar tested(McNemar out) {
  const auto discordant = out.only_first + out.only_second;
  if (discordant == 0.0) return out;
  const boost::math::binomial_distribution<double> coin(discordant, 0.5);
  const double fewer = std::min(out.only_first, out.only_second);
  const double tail = boost::math::cdf(coin, fewer);
  out.exact = std::min(1.0, 2.0 * tail);
  out.mid_p = std::min(1.0, 2.0 * tail - boost::math::pdf(coin, fewer));
  return out;
}

}  // namespace

McNemar mcnemar(const std::vector<bool>& first, const std::vector<bool>& second) {
  SERHOST_CHECK(first.size() == second.size());
  McNemar out;
  for (std::size_t i = 0; i < first.size(); ++i) {
    out.only_first += first[i] && !second[i] ? 1.0 : 0.0;
    out.only_second += second[i] && !first[i] ? 1.0 : 0.0;
  }
  return tested(out);
}

McNemar mcnemar_of_seeds(const std::vector<int>& signed_counts, const std::vector<bool>& differs) {
  SERHOST_CHECK(signed_counts.size() == differs.size());
  McNemar out;
  for (std::size_t i = 0; i < differs.size(); ++i) {
    if (!differs[i]) continue;
    out.only_first += signed_counts[i] < 0 ? 1.0 : signed_counts[i] == 0 ? 0.5 : 0.0;
    out.only_second += signed_counts[i] > 0 ? 1.0 : signed_counts[i] == 0 ? 0.5 : 0.0;
  }
  return tested(out);
}

}  // namespace serhost::metrics

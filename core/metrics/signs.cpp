// Both tests count sign assignments; the ranks, doubled, are whole numbers, so their sums have an
// exact distribution.
#include "metrics/signs.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "base/seed.hpp"

namespace serhost::metrics {
namespace {

constexpr std::size_t kMostExactRanks = 200, kMostExactSigns = 20;

struct Ranked {
  std::size_t doubled;  ///< twice the mean rank
  bool positive;
};

struct Ranks {
  std::vector<Ranked> all;
  double tie_correction = 0.0;  ///< sum of t^3 - t over groups of t equal sizes
};

Ranks ranks_of(std::vector<double> differences) {
  std::erase(differences, 0.0);
  std::sort(differences.begin(), differences.end(),
            [](double a, double b) { return std::abs(a) < std::abs(b); });
  Ranks out;
  for (std::size_t begin = 0; begin < differences.size();) {
    auto end = begin;
    while (end < differences.size() && std::abs(differences[end]) == std::abs(differences[begin]))
      ++end;
    for (auto i = begin; i < end; ++i)
      out.all.push_back({begin + end + 1, differences[i] > 0.0});  // ranks begin+1 … end
    const auto ties = static_cast<double>(end - begin);
    out.tie_correction += ties * ties * ties - ties;
    begin = end;
  }
  return out;
}

/// P(sum of the positive doubled ranks <= `sum`) where every sign is a fair coin.
double share_up_to(const std::vector<Ranked>& ranks, std::size_t sum) {
  const auto most = std::accumulate(ranks.begin(), ranks.end(), std::size_t{0},
                                    [](auto s, const auto& r) { return s + r.doubled; });
  std::vector<double> chance(most + 1, 0.0);
  chance[0] = 1.0;
  std::size_t reached = 0;
  for (const auto& rank : ranks) {
    reached += rank.doubled;
    for (auto s = reached + 1; s-- > 0;)
      chance[s] = 0.5 * chance[s] + (s >= rank.doubled ? 0.5 * chance[s - rank.doubled] : 0.0);
  }
  return std::accumulate(chance.begin(), chance.begin() + static_cast<std::ptrdiff_t>(sum) + 1,
                         0.0);
}

}  // namespace

SignTest signed_rank(const std::vector<double>& differences) {
  const auto ranks = ranks_of(differences);
  SignTest out;
  out.pairs = ranks.all.size();
  if (out.pairs == 0) return out;
  std::size_t positive = 0, negative = 0;
  for (const auto& rank : ranks.all) (rank.positive ? positive : negative) += rank.doubled;
  const auto smaller = std::min(positive, negative);
  out.statistic = static_cast<double>(smaller) / 2.0;
  if (out.pairs <= kMostExactRanks) {
    out.p = std::min(1.0, 2.0 * share_up_to(ranks.all, smaller));
    return out;
  }
  out.exact = false;
  const auto n = static_cast<double>(out.pairs);
  const double mean = n * (n + 1.0) / 4.0,
               variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ranks.tie_correction / 48.0;
  out.p = std::min(1.0, 2.0 * boost::math::cdf(boost::math::normal(),
                                               (out.statistic - mean) / std::sqrt(variance)));
  return out;
}

SignTest sign_flips(const std::vector<double>& differences, std::size_t draws) {
  SignTest out;
  out.pairs = differences.size();
  if (differences.empty()) return out;
  double observed = 0.0, size = 0.0;
  for (const double d : differences) {
    observed += d;
    size += std::abs(d);
  }
  out.statistic = observed / static_cast<double>(differences.size());
  const double as_far =
      std::abs(observed) - 1e-12 * size;  // sums in another order differ in their last bits
  std::size_t found = 0;
  if (differences.size() <= kMostExactSigns) {
    const std::size_t all = std::size_t{1} << differences.size();
    for (std::size_t signs = 0; signs < all; ++signs) {
      double sum = 0.0;
      for (std::size_t i = 0; i < differences.size(); ++i)
        sum += (signs >> i & 1) != 0 ? differences[i] : -differences[i];
      found += static_cast<std::size_t>(std::abs(sum) >= as_far);
    }
    out.p = static_cast<double>(found) / static_cast<double>(all);
    return out;
  }
  out.exact = false;
  Random random(stream_seed(0, "sign flips"));
  for (std::size_t draw = 0; draw < draws; ++draw) {
    double sum = 0.0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < differences.size(); ++i) {
      if (i % 64 == 0) bits = random.next();
      sum += (bits >> (i % 64) & 1) != 0 ? differences[i] : -differences[i];
    }
    found += static_cast<std::size_t>(std::abs(sum) >= as_far);
  }
  out.p = static_cast<double>(found + 1) / static_cast<double>(draws + 1);
  return out;
}

}  // namespace serhost::metrics

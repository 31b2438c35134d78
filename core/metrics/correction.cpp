// Holm's correction: the smallest p times n, the next times n - 1, and so on, never decreasing.
#include "metrics/correction.hpp"

#include <algorithm>
#include <numeric>

namespace serhost::metrics {

std::vector<double> holm(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
  std::vector<double> out(p.size());
  double highest = 0.0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    highest =
        std::max(highest, std::min(1.0, p[order[rank]] * static_cast<double>(p.size() - rank)));
    out[order[rank]] = highest;
  }
  return out;
}

}  // namespace serhost::metrics

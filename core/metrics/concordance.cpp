// The one formula is that of agreement.cpp.
#include "metrics/concordance.hpp"

#include <vector>

#include "base/error.hpp"
#include "metrics/agreement.hpp"

namespace serhost::metrics {

double concordance(std::span<const double> x, std::span<const double> y) {
  SERHOST_CHECK(x.size() == y.size());
  std::vector<RatedPair> pairs;
  for (std::size_t i = 0; i < x.size(); ++i) pairs.push_back({x[i], y[i]});
  return agreement(pairs).ccc;
}

}  // namespace serhost::metrics

#include "run/gathered.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace serhost::run {

void GatheredClips::add(std::int64_t fold, const PredictionRows& rows) {
  keys_.insert(keys_.end(), rows.keys.begin(), rows.keys.end());
  folds_.insert(folds_.end(), rows.keys.size(), fold);
  outcomes_.append(rows.outcomes);
}

void GatheredClips::add(const EvaluatedSeed& seed) {
  keys_.insert(keys_.end(), seed.clips.begin(), seed.clips.end());
  folds_.insert(folds_.end(), seed.folds.begin(), seed.folds.end());
  outcomes_.append(seed.outcomes);
}

EvaluatedSeed GatheredClips::sorted(std::int64_t seed) const {
  std::vector<std::size_t> order(keys_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    return std::tie(keys_[a], folds_[a]) < std::tie(keys_[b], folds_[b]);
  });
  EvaluatedSeed out;
  out.seed = seed;
  out.outcomes = outcomes_.emptied();
  for (const auto i : order) {
    out.clips.push_back(keys_[i]);
    out.folds.push_back(folds_[i]);
    out.outcomes.append(outcomes_, i);
  }
  return out;
}

}  // namespace serhost::run

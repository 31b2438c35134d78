// Samples groups and distributes them to folds. Every order comes from names and one generator, so
// the result is the same on every platform.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "data/protocol/groups.hpp"

namespace serhost::data {
namespace {

std::vector<std::int64_t> totals(const std::vector<Group>& groups) {
  std::vector<std::int64_t> out(groups.empty() ? 0 : groups.front().per_class.size());
  for (const auto& unit : groups) {
    for (std::size_t c = 0; c < out.size(); ++c) out[c] += unit.per_class[c];
  }
  return out;
}

Indices shuffled(std::size_t n, Random& random) {
  Indices order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  return order;
}

Indices clips_of(const std::vector<Group>& groups, const Indices& chosen) {
  Indices out;
  for (const auto u : chosen) out.insert(out.end(), groups[u].clips.begin(), groups[u].clips.end());
  std::sort(out.begin(), out.end());
  return out;
}

bool single_clips(const std::vector<Group>& groups) {
  return std::all_of(groups.begin(), groups.end(),
                     [](const Group& unit) { return unit.clips.size() == 1; });
}

std::size_t class_of(const Group& single) {
  return static_cast<std::size_t>(std::find(single.per_class.begin(), single.per_class.end(), 1) -
                                  single.per_class.begin());
}

/// Takes groups away from what is left, unless a class would vanish.
class Left {
 public:
  explicit Left(const std::vector<Group>& groups) : counts_(totals(groups)) {}
  bool allows(const Group& unit) const {
    for (std::size_t c = 0; c < counts_.size(); ++c) {
      if (unit.per_class[c] > 0 && unit.per_class[c] >= counts_[c]) return false;
    }
    return true;
  }
  void take(const Group& unit) {
    for (std::size_t c = 0; c < counts_.size(); ++c) counts_[c] -= unit.per_class[c];
  }

 private:
  std::vector<std::int64_t> counts_;
};

/// Class quotas by largest remainder; ties go to the class that comes first.
std::vector<std::size_t> quotas(const std::vector<std::int64_t>& counts, std::size_t wanted,
                                std::size_t all) {
  std::vector<std::size_t> out;
  std::vector<std::pair<double, std::size_t>> remainders;
  std::size_t given = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const double exact =
        static_cast<double>(counts[c]) * static_cast<double>(wanted) / static_cast<double>(all);
    out.push_back(static_cast<std::size_t>(exact));
    given += out.back();
    remainders.emplace_back(-(exact - std::floor(exact)), c);
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; given < wanted && i < remainders.size(); ++i, ++given)
    ++out[remainders[i].second];
  return out;
}

Indices draw_stratified_clips(const std::vector<Group>& groups, std::size_t count,
                              const Indices& order, Left& left) {
  auto quota = quotas(totals(groups), count, groups.size());
  Indices chosen;
  for (const auto u : order) {
    auto& open = quota[class_of(groups[u])];
    if (open == 0 || !left.allows(groups[u])) continue;
    --open;
    left.take(groups[u]);
    chosen.push_back(u);
  }
  return chosen;
}

/// Greedily the unit that brings the drawn class counts nearest to their share.
Indices draw_stratified_groups(const std::vector<Group>& groups, std::size_t count,
                               const Indices& order, Left& left) {
  const auto all = totals(groups);
  const double share = static_cast<double>(count) / static_cast<double>(groups.size());
  std::vector<double> drawn(all.size());
  std::vector<bool> used(groups.size());
  Indices chosen;
  while (chosen.size() < count) {
    double best = std::numeric_limits<double>::infinity();
    std::size_t found = groups.size();
    for (const auto u : order) {
      if (used[u] || !left.allows(groups[u])) continue;
      double cost = 0.0;
      for (std::size_t c = 0; c < all.size(); ++c) {
        if (all[c] == 0) continue;
        const double off =
            (drawn[c] + static_cast<double>(groups[u].per_class[c])) / static_cast<double>(all[c]) -
            share;
        cost += off * off;
      }
      if (cost < best) best = cost, found = u;
    }
    if (found == groups.size()) break;
    used[found] = true;
    left.take(groups[found]);
    for (std::size_t c = 0; c < all.size(); ++c)
      drawn[c] += static_cast<double>(groups[found].per_class[c]);
    chosen.push_back(found);
  }
  return chosen;
}

/// The fold_out whose class shares suffer least; of equals the one with fewer clips. An empty
/// fold_out always costs least, so none stays empty.
std::size_t best_fold(const Group& unit, const std::vector<std::vector<std::int64_t>>& held,
                      const std::vector<std::int64_t>& all) {
  std::size_t best = 0;
  double best_cost = std::numeric_limits<double>::infinity();
  std::int64_t best_size = 0;
  for (std::size_t h = 0; h < held.size(); ++h) {
    double cost = 0.0;
    std::int64_t size = 0;
    for (std::size_t c = 0; c < all.size(); ++c) {
      size += held[h][c];
      if (all[c] == 0) continue;
      const double scale = static_cast<double>(all[c]);
      cost += 2.0 * static_cast<double>(held[h][c]) / scale *
              static_cast<double>(unit.per_class[c]) / scale;
    }
    if (cost < best_cost || (cost == best_cost && size < best_size))
      best = h, best_cost = cost, best_size = size;
  }
  return best;
}

}  // namespace

Indices sample_groups(const std::vector<Group>& groups, std::size_t count, bool stratify,
                      Random& random) {
  const auto order = shuffled(groups.size(), random);
  Left left(groups);
  Indices chosen;
  if (stratify) {
    chosen = single_clips(groups) ? draw_stratified_clips(groups, count, order, left)
                                  : draw_stratified_groups(groups, count, order, left);
  } else {
    for (const auto u : order) {
      if (chosen.size() == count) break;
      if (!left.allows(groups[u])) continue;
      left.take(groups[u]);
      chosen.push_back(u);
    }
  }
  if (chosen.empty() && !order.empty()) chosen.push_back(order.front());
  return clips_of(groups, chosen);
}

std::vector<Indices> split_into_folds(const std::vector<Group>& groups, std::size_t k,
                                      bool stratify, Random& random) {
  auto order = shuffled(groups.size(), random);
  std::vector<Indices> folds_out(k);
  if (!stratify || single_clips(groups)) {
    // Single clips are dealt class by class without starting anew, which levels classes and
    // folds_out alike.
    if (stratify)
      std::stable_sort(order.begin(), order.end(),
                       [&](auto a, auto b) { return class_of(groups[a]) < class_of(groups[b]); });
    for (std::size_t i = 0; i < order.size(); ++i) folds_out[i % k].push_back(order[i]);
  } else {
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
      return groups[a].clips.size() > groups[b].clips.size();
    });
    const auto all = totals(groups);
    std::vector<std::vector<std::int64_t>> held(k, std::vector<std::int64_t>(all.size()));
    for (const auto u : order) {
      const auto h = best_fold(groups[u], held, all);
      folds_out[h].push_back(u);
      for (std::size_t c = 0; c < all.size(); ++c) held[h][c] += groups[u].per_class[c];
    }
  }
  for (auto& fold_out : folds_out) fold_out = clips_of(groups, fold_out);
  return folds_out;
}

}  // namespace serhost::data

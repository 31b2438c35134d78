// Drawing and dealing of units. Every order comes from names and one generator, so a draw is the
// same on every platform.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "data/units.hpp"

namespace serhost::data {
namespace {

std::vector<std::int64_t> totals(const std::vector<Unit>& units) {
  std::vector<std::int64_t> out(units.empty() ? 0 : units.front().per_class.size());
  for (const auto& unit : units) {
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

Indices clips_of(const std::vector<Unit>& units, const Indices& chosen) {
  Indices out;
  for (const auto u : chosen) out.insert(out.end(), units[u].clips.begin(), units[u].clips.end());
  std::sort(out.begin(), out.end());
  return out;
}

bool single_clips(const std::vector<Unit>& units) {
  return std::all_of(units.begin(), units.end(),
                     [](const Unit& unit) { return unit.clips.size() == 1; });
}

std::size_t class_of(const Unit& single) {
  return static_cast<std::size_t>(std::find(single.per_class.begin(), single.per_class.end(), 1) -
                                  single.per_class.begin());
}

/// Takes units away from what is left, unless a class would vanish.
class Left {
 public:
  explicit Left(const std::vector<Unit>& units) : counts_(totals(units)) {}
  bool allows(const Unit& unit) const {
    for (std::size_t c = 0; c < counts_.size(); ++c) {
      if (unit.per_class[c] > 0 && unit.per_class[c] >= counts_[c]) return false;
    }
    return true;
  }
  void take(const Unit& unit) {
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

Indices draw_stratified_clips(const std::vector<Unit>& units, std::size_t count,
                              const Indices& order, Left& left) {
  auto quota = quotas(totals(units), count, units.size());
  Indices chosen;
  for (const auto u : order) {
    auto& open = quota[class_of(units[u])];
    if (open == 0 || !left.allows(units[u])) continue;
    --open;
    left.take(units[u]);
    chosen.push_back(u);
  }
  return chosen;
}

/// Greedily the unit that brings the drawn class counts nearest to their share.
Indices draw_stratified_groups(const std::vector<Unit>& units, std::size_t count,
                               const Indices& order, Left& left) {
  const auto all = totals(units);
  const double share = static_cast<double>(count) / static_cast<double>(units.size());
  std::vector<double> drawn(all.size());
  std::vector<bool> used(units.size());
  Indices chosen;
  while (chosen.size() < count) {
    double best = std::numeric_limits<double>::infinity();
    std::size_t found = units.size();
    for (const auto u : order) {
      if (used[u] || !left.allows(units[u])) continue;
      double cost = 0.0;
      for (std::size_t c = 0; c < all.size(); ++c) {
        if (all[c] == 0) continue;
        const double off =
            (drawn[c] + static_cast<double>(units[u].per_class[c])) / static_cast<double>(all[c]) -
            share;
        cost += off * off;
      }
      if (cost < best) best = cost, found = u;
    }
    if (found == units.size()) break;
    used[found] = true;
    left.take(units[found]);
    for (std::size_t c = 0; c < all.size(); ++c)
      drawn[c] += static_cast<double>(units[found].per_class[c]);
    chosen.push_back(found);
  }
  return chosen;
}

/// The heap whose class shares suffer least; of equals the one with fewer clips. An empty heap
/// always costs least, so none stays empty.
std::size_t best_heap(const Unit& unit, const std::vector<std::vector<std::int64_t>>& held,
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

Indices draw(const std::vector<Unit>& units, std::size_t count, bool stratify, Random& random) {
  const auto order = shuffled(units.size(), random);
  Left left(units);
  Indices chosen;
  if (stratify) {
    chosen = single_clips(units) ? draw_stratified_clips(units, count, order, left)
                                 : draw_stratified_groups(units, count, order, left);
  } else {
    for (const auto u : order) {
      if (chosen.size() == count) break;
      if (!left.allows(units[u])) continue;
      left.take(units[u]);
      chosen.push_back(u);
    }
  }
  if (chosen.empty() && !order.empty()) chosen.push_back(order.front());
  return clips_of(units, chosen);
}

std::vector<Indices> deal(const std::vector<Unit>& units, std::size_t k, bool stratify,
                          Random& random) {
  auto order = shuffled(units.size(), random);
  std::vector<Indices> heaps(k);
  if (!stratify || single_clips(units)) {
    // Single clips are dealt class by class without starting anew, which levels classes and heaps
    // alike.
    if (stratify)
      std::stable_sort(order.begin(), order.end(),
                       [&](auto a, auto b) { return class_of(units[a]) < class_of(units[b]); });
    for (std::size_t i = 0; i < order.size(); ++i) heaps[i % k].push_back(order[i]);
  } else {
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return units[a].clips.size() > units[b].clips.size(); });
    const auto all = totals(units);
    std::vector<std::vector<std::int64_t>> held(k, std::vector<std::int64_t>(all.size()));
    for (const auto u : order) {
      const auto h = best_heap(units[u], held, all);
      heaps[h].push_back(u);
      for (std::size_t c = 0; c < all.size(); ++c) held[h][c] += units[u].per_class[c];
    }
  }
  for (auto& heap : heaps) heap = clips_of(units, heap);
  return heaps;
}

}  // namespace serhost::data

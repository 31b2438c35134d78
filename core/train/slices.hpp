// How the clips of a micro-batch are divided among the processes that train together.
#pragma once

#include <cstddef>
#include <vector>

#include "data/loading/batches.hpp"

namespace serhost::train {

/// Neighbors in the micro-batch; `clips` may be 0 in a short one.
struct Slice {
  std::size_t first = 0, clips = 0;
};

/// Contiguous, in the order of the ranks, whose sizes differ by one at most; the first ranks have
/// the larger ones.
constexpr Slice slice_of(std::size_t clips, int rank, int processes) {
  const auto r = static_cast<std::size_t>(rank), n = static_cast<std::size_t>(processes);
  const auto each = clips / n, more = clips % n;
  return {r * each + (r < more ? r : more), each + (r < more ? 1 : 0)};
}

/// The part of every batch that is this process's; those of which it has none are left out.
std::vector<data::Batch> slices_of(const std::vector<data::Batch>& batches, int rank,
                                   int processes);

/// Items dealt out in turn: item i to rank i modulo `processes`.
template <class Item>
std::vector<Item> dealt_to(const std::vector<Item>& items, int rank, int processes) {
  std::vector<Item> out;
  for (auto i = static_cast<std::size_t>(rank); i < items.size();
       i += static_cast<std::size_t>(processes))
    out.push_back(items[i]);
  return out;
}

}  // namespace serhost::train

// How the clips of a micro-batch are divided among the processes that train together.
#pragma once

#include <cstddef>

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

/// Whole batches, dealt out in turn: batch i to rank i modulo `processes`.
std::vector<data::Batch> dealt_to(const std::vector<data::Batch>& batches, int rank, int processes);

}  // namespace serhost::train

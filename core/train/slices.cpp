#include "train/slices.hpp"

namespace serhost::train {

std::vector<data::Batch> slices_of(const std::vector<data::Batch>& batches, int rank,
                                   int processes) {
  std::vector<data::Batch> out;
  for (const auto& batch : batches) {
    const auto slice = slice_of(batch.size(), rank, processes);
    const auto begin = batch.begin() + static_cast<std::ptrdiff_t>(slice.first);
    if (slice.clips > 0) out.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(slice.clips));
  }
  return out;
}

}  // namespace serhost::train

// Lists of tensors that all processes sum or take from rank 0, some megabytes in a call: one call
// for each tensor would wait for the network once for each.
#pragma once

#include <vector>

#include "train/collective.hpp"

namespace serhost::train {

/// Bytes in one call; a larger tensor has one for itself.
inline constexpr std::int64_t kBucketBytes = std::int64_t{25} << 20;

/// [run] Replaces each tensor by its sum over all processes. The lists are alike in all: count,
/// shapes, types.
void sum_over_processes(Collective& all, const std::vector<at::Tensor>& tensors,
                        std::int64_t bucket_bytes = kBucketBytes);

/// [run] Replaces each tensor by that of rank 0. Alike in all, too.
void take_from_first(Collective& all, const std::vector<at::Tensor>& tensors,
                     std::int64_t bucket_bytes = kBucketBytes);

}  // namespace serhost::train

// Batches of clips: order, bucketing by length, balanced sampling. Without LibTorch, and
// deterministic.
#pragma once

#include <cstdint>
#include <vector>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

using Batch = std::vector<std::size_t>;  ///< indices into Manifest::clips

/// The batches of one training epoch; the order depends on `seed`, `epoch` and the clips alone,
/// never on the loss or the model.
std::vector<Batch> training_batches(const Manifest& manifest, const std::vector<std::size_t>& part,
                                    const config::TrainTable& train, std::uint64_t seed,
                                    std::int64_t epoch);

/// Optimizer updates of all epochs over `part`, as training makes them from these batches: with
/// `batch_seconds` how many there are depends on which clips meet, and so on seed and epoch.
std::int64_t training_updates(const Manifest& manifest, const std::vector<std::size_t>& part,
                              const config::TrainTable& train, std::uint64_t seed);

/// Batches for evaluation: every clip once, longest first, no randomness.
std::vector<Batch> evaluation_batches(const Manifest& manifest,
                                      const std::vector<std::size_t>& part,
                                      const config::TrainTable& train);

}  // namespace serhost::data

// Whether the number of threads matters to the bits of this run. Which kernels LibTorch picks
// decides it, and they differ by layer, size and processor, so it is tried and not assumed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "host/registry.hpp"
#include "train/composition.hpp"
#include "train/run.hpp"

namespace serhost::train {

/// [run] The first training step of the first fold with the run's number of threads and with
/// another (1, or 2 where the run has 1): is the gradient the same, bit for bit? Takes what a
/// frozen part gives from the feature cache, as training will. Decodes one batch, makes the model
/// twice, and leaves the number of threads as the run wants it. A step that takes long is not
/// repeated; one that fails says so in `why`, for training will fail there, too.
ThreadInvariance compare_threads(const Composer& compose, const config::Experiment& experiment,
                                 const data::Manifest& manifest,
                                 const std::vector<data::Folds>& folds, const RunOptions& options);

}  // namespace serhost::train

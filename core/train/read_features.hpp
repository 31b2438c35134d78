// Features that were made before, as batches.
#pragma once

#include <functional>
#include <serhost/backbone.hpp>

#include "data/loading/batches.hpp"
#include "data/manifest/manifest.hpp"
#include "model/chain.hpp"

namespace serhost::train {

/// Gives batches of clips of `manifest` where the chain's first backbone reads features, else
/// nothing. Throws DataError that names the clip for which there are none, or too few frames, and
/// PluginError for another shape than the backbone said. Both arguments must outlive it.
std::function<Sequence(const data::Batch&)> feature_reader(const model::Chain& chain,
                                                           const data::Manifest& manifest);

/// Throws DataError that names clips of `clips` for which there are no features.
void check_features(const model::Chain& chain, const data::Manifest& manifest,
                    const std::vector<std::size_t>& clips);

}  // namespace serhost::train

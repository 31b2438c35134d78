// Shares of silence and of clipped samples, corpus by corpus.
#pragma once

#include <cstddef>
#include <functional>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Clips of a corpus that are decoded to measure it; of a larger one, so many at equal distances.
inline constexpr std::size_t kMeasuredClips = 500;

/// Fills in Corpus::levels of every corpus by decoding its clips, at most `most` each. Clips that
/// cannot be read are not counted. `progress(done, total)` is called from one thread at a time.
void measure_levels(Manifest& manifest, std::size_t most = kMeasuredClips,
                    const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace serhost::data

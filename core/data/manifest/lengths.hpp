// Clips that are too short for the backbone, found before training from the lengths in their
// headers.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// What decides whether a clip is long enough.
struct LengthRule {
  std::int64_t sample_rate = 16000, shortest = 1;  ///< of the backbone: Hz, samples
  std::optional<double> max_seconds;               ///< train.max_seconds
};

/// Indices of clips with fewer samples than the shortest. Clips of unknown length are not among
/// them: the loader tells those.
std::vector<std::size_t> short_clips(const Manifest& manifest, const LengthRule& rule);

/// A fault that names them (65), or that max_seconds makes every clip too short (78, at `place`).
void check_lengths(const Manifest& manifest, const LengthRule& rule, const Place& place,
                   Faults& faults);

}  // namespace serhost::data

// Recordings that are altered copies of others: fingerprints propose pairs, waveforms decide.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "audio/fingerprint.hpp"
#include "audio/likeness.hpp"

namespace serhost::audio {

struct Copy {
  std::size_t first = 0, second = 0;  ///< first < second
  Alignment alignment;
  Likeness likeness;
};

/// [any thread] The samples of a clip, read once more: of a large corpus they are not kept.
using ReadAgain = std::function<Waveform(std::size_t)>;

/// Pairs of recordings of which one is an altered copy of the other, or of half of it or more, in
/// ascending order. Deterministic; takes `threads` threads. What `read` throws is rethrown.
std::vector<Copy> find_copies(const std::vector<Fingerprint>& clips, const ReadAgain& read,
                              std::size_t threads = 1, const Wanted& wanted = {});

}  // namespace serhost::audio

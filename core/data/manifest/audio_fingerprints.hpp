// Fingerprints of all clips, and which of them are one recording under two names. Decodes every
// clip once, and those that may be copies again.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "audio/copies.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {

struct AudioFingerprints {
  std::vector<std::string> digests;  ///< one per clip: SHA-256 of rate and samples, or "" where no
                                     ///< other clip can have the same
  std::vector<audio::Fingerprint> fingerprints;  ///< one per clip
  std::vector<audio::Copy> copies;  ///< altered ones; not of equal samples, nor one section twice
  std::vector<std::string>
      unreadable;  ///< a sentence for each clip that cannot be decoded, in their order
  std::vector<std::size_t>
      silent;  ///< clips with too little sound to be compared but sample by sample
};

/// Whether more than half of the shorter section lies in the other: neighbors may touch, and people
/// may speak at once. Of two channels: no. Of two files: it is not asked for.
bool sections_overlap(const Utterance& a, const Utterance& b);

/// Of `clips`, on a few threads; the others' entries are empty. `progress(done, total)` is called
/// from one thread at a time.
AudioFingerprints fingerprint_clips(
    const Manifest& manifest, const Indices& clips,
    const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace serhost::data

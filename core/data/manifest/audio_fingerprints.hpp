// Fingerprints of all clips, for finding the same recording under two names. Decodes every clip
// once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "audio/fingerprint.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {

struct AudioFingerprints {
  std::vector<std::string> digests;  ///< one a clip: SHA-256 of rate and samples, or "" where no
                                     ///< other clip can have the same
  std::vector<audio::Fingerprint> fingerprints;  ///< one a clip
  std::vector<std::string>
      unreadable;  ///< a sentence for each clip that cannot be decoded, in their order
  std::vector<std::size_t>
      silent;  ///< clips with too little sound to be compared but sample by sample
};

/// Of `clips`, on a few threads; the others' entries are empty. `progress(done, total)` is called
/// from one thread at a time.
AudioFingerprints fingerprint_clips(
    const Manifest& manifest, const Indices& clips,
    const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace serhost::data

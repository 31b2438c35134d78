// One recording under two keys, whatever the folds: by equal samples or by an altered copy.
#pragma once

#include <string>
#include <vector>

#include "data/manifest/audio_fingerprints.hpp"

namespace serhost::data {

/// Two clips that are one recording.
struct SameRecording {
  std::size_t first = 0, second = 0;              ///< of Manifest::clips, by their keys
  bool equal = true;                              ///< sample for sample; else altered
  double likeness = 1.0;                          ///< audio::Likeness::value
  bool two_labels = false, two_speakers = false;  ///< as the lists have them
};

/// Every pair once, sorted by keys; of several equal clips, each with the first.
std::vector<SameRecording> same_recordings(const Manifest& manifest,
                                           const AudioFingerprints& sounds);

/// "a = b" of equal samples, "a ~ b" of an altered copy.
std::string pair_name(const Manifest& manifest, const SameRecording& pair);

/// The same with what is known of it: "a ~ b (likeness 0.97; labels anger, sadness; speakers 1,
/// 2)".
std::string pair_text(const Manifest& manifest, const SameRecording& pair);

/// At most ten of `pairs`, and how many more.
std::string pairs_text(const Manifest& manifest, const std::vector<SameRecording>& pairs);

/// For `serhost data copies`.
std::string copies_text(const Manifest& manifest, const AudioFingerprints& sounds);
std::string copies_json(const Manifest& manifest, const AudioFingerprints& sounds);

}  // namespace serhost::data

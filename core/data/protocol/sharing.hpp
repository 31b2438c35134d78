// What the parts of a fold have in common. One finder serves the leak check of a run and the audit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/manifest/audio_fingerprints.hpp"
#include "data/protocol/folds.hpp"

namespace serhost::data {

enum class Shared { key, audio, samples, copy, speaker, session, dialogue, sentence };
const char* name_of(Shared kind);  ///< "keys", "audio", "samples", "copies", "speakers",
                                   ///< "sessions", "dialogues", "sentences"

/// One thing that is in two parts of a fold.
struct Sharing {
  std::int64_t fold = 1;
  std::string fold_name;
  Shared kind = Shared::key;
  std::string what;  ///< the key, file, speaker, ...; "a = b" of equal samples, "a ~ b" of copies
  std::string first,
      second;  ///< parts: "train" or "validation", then "test"; or "train", "validation"
  std::size_t in_first = 0, in_second = 0;  ///< clips
  double likeness = 1.0;                    ///< of a copy, audio::Likeness::value
  std::vector<std::string> keys;            ///< of clips concerned, at most two of each part
};

/// Names that occur in two parts and, with `sounds`, recordings. Where the validation part is the
/// test part, the two are not compared. In the order of folds, kinds and parts; neither the order
/// of clips nor that of threads matters.
std::vector<Sharing> find_sharing(const Manifest& manifest, const Folds& folds,
                                  const AudioFingerprints* sounds = nullptr);

/// What the protocol of these folds claims not to occur. A recording in two parts contradicts every
/// protocol, unless `copies_allowed`.
bool is_forbidden(const Sharing& found, const Folds& folds);

/// All clips that are in some part of some fold.
Indices used_clips(const Folds& folds);

}  // namespace serhost::data

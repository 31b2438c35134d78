// Protocols: from a manifest to lists of train, validation and test clips, deterministic from one
// seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

struct Fold {
  std::int64_t number = 1;  ///< from 1
  std::string name;         ///< what is left out: "speaker 03", "session 5", "fold 2", "holdout"
  std::vector<std::size_t> train, validation, test;  ///< indices into Manifest::clips, ascending
};

struct Folds {
  std::vector<Fold> folds;     ///< those that are run
  std::vector<Fold> left_out;  ///< by `protocol.folds`: drawn all the same, so that `folds` are
                               ///< what they are in a whole run
  bool validation_is_test = false;  ///< stamped on every number
  bool speaker_independent =
      false;  ///< claimed by the protocol, hence audited: no speaker of test in train or validation
  bool session_independent = false;  ///< claimed: no session of test in train or validation
  bool dialogue_independent = false, sentence_independent = false;  ///< claimed, of test
  bool copies_allowed =
      false;  ///< `copies = "allow"`: samples and copies in two parts are told, not refused
  bool validation_by_speaker = false;  ///< claimed: no speaker of validation in train
  std::string
      validation;  ///< what was really done: "speakers 0.2", "random 0.2 (speakers unknown)"
  std::vector<std::string> notes;  ///< for the log and the record
};

/// `seed` is the protocol's own, or the run's under `resplit`. Faults name the protocol and what
/// the data lacks.
Folds make_folds(const Manifest& manifest, const config::ProtocolTable& protocol, std::int64_t seed,
                 Faults& faults);

/// The lines of folds.csv: key,fold,part,speaker.
std::string folds_csv(const Manifest& manifest, const Folds& folds);

/// The same for folds drawn anew for each seed: one more column before the last, `seed`.
std::string folds_csv(const Manifest& manifest, const std::vector<Folds>& folds,
                      const std::vector<std::int64_t>& seeds);

struct AudioFingerprints;

/// Sharing between parts that the protocol says are disjoint; each a sentence. Empty: none found.
/// With `sounds` (audio_fingerprints.hpp) recordings are compared too.
std::vector<std::string> leaks(const Manifest& manifest, const Folds& folds,
                               const AudioFingerprints* sounds = nullptr);

/// Classes that no fold tests, and what to do; "" where there are none.
std::string untested_warning(const Manifest& manifest, const Folds& folds);

}  // namespace serhost::data

// Whether the test parts of an evaluation are disjoint from what it learned from. Facts, whatever
// the protocol claims.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/protocol/folds.hpp"
#include "data/protocol/recordings.hpp"
#include "data/protocol/sharing.hpp"

namespace serhost::data {

/// Decodes clips; sounds.hpp, with a display of its progress.
using Listen = std::function<AudioFingerprints(const Manifest&, const Indices&)>;

struct AuditResult {
  std::string verdict;  ///< disjoint | shared | undecidable
  /// What is shared, sorted, by kind: "keys", "audio", "samples", "copies", "speakers", "sessions",
  /// "dialogues", "sentences".
  std::map<std::string, std::vector<std::string>> shared;
  std::vector<Sharing> found;            ///< the same, fold by fold
  std::vector<std::string> recordings;   ///< pair_text of every pair, in two parts or in one
  std::vector<std::string> undecidable;  ///< why nothing shared is not disjoint
  std::vector<std::string> notes;        ///< what was not counted, or not looked for
  std::size_t folds = 0, clips = 0, unknown_speakers = 0;
  bool validation_is_test = false;
};

/// Those of all parts; of a list without parts, all clips: they can be told of, though nothing is
/// disjoint.
Indices audited_clips(const Manifest& manifest, const Folds& folds);

/// Compares train and validation with test in every fold. "shared": a clip, an audio section, a
/// recording or a speaker is on both sides (a session, dialogue or sentence only where that is
/// claimed not to be), or validation is test. "undecidable": nothing shared was found, but speakers
/// are unknown or their ids cannot be what they say (speaker_ids.hpp), or a recording has two
/// labels or two speakers, also within one part. Without `sounds` recordings
/// are not compared, which a note says.
AuditResult audit(const Manifest& manifest, const Folds& folds,
                  const AudioFingerprints* sounds = nullptr);

/// Of a list that names its clips' parts in `fold` and `split`; what audits of lists add to their
/// notes is in `folds.notes`.
Folds folds_of_manifest(const Manifest& manifest);

/// Of a published list alone (fold_list.hpp); `clips` is a CSV file with the columns `key`,
/// `speaker` and `session` that says what the list does not. Throws Error(missing) or DataError.
AuditResult audit_list(const std::filesystem::path& list,
                       const std::optional<std::filesystem::path>& clips = std::nullopt);

/// The same for a manifest that is already read; with its audio, where there is some.
AuditResult audit_list(const std::filesystem::path& list, const Manifest& manifest,
                       const Listen& listen);

std::string audit_text(const AuditResult& result);
std::string audit_json(const AuditResult& result);

}  // namespace serhost::data

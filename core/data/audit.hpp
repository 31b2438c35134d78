// Whether the test parts of an evaluation are disjoint from what it learned from. Facts, whatever the protocol claims.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/folds.hpp"
#include "data/sharing.hpp"

namespace serhost::data {

struct AuditResult {
  std::string verdict;            ///< disjoint | shared | undecidable
  /// What is shared, sorted, by "speakers", "keys", "audio", "samples", "sessions".
  std::map<std::string, std::vector<std::string>> shared;
  std::vector<Sharing> found;     ///< the same, fold by fold
  std::vector<std::string> notes;  ///< why it is undecidable; what was not counted
  std::size_t folds = 0, clips = 0, unknown_speakers = 0;
  bool validation_is_test = false;
};

/// Compares train and validation with test in every fold. "shared": a clip, an audio section or a speaker is on both sides (a
/// session only where the protocol leaves sessions out), or validation is test. "undecidable": nothing shared was found, but
/// speakers are unknown.
AuditResult audit(const Manifest& manifest, const Folds& folds, bool hash_audio = false);

/// Of a published list alone (fold_list.hpp); `manifest` is a CSV file with the columns `key`, `speaker` and `session` that says
/// what the list does not. Throws Error(missing) or DataError.
AuditResult audit_list(const std::filesystem::path& list, const std::optional<std::filesystem::path>& manifest = std::nullopt);

std::string audit_text(const AuditResult& result);
std::string audit_json(const AuditResult& result);

}  // namespace serhost::data

// The leak check of a run: sharing that contradicts what the protocol claims. A clip in two parts
// contradicts every protocol.
#include "base/text.hpp"
#include "data/protocol/folds.hpp"
#include "data/protocol/sharing.hpp"

namespace serhost::data {
namespace {

bool names_people_or_places(Shared kind) {
  return kind == Shared::speaker || kind == Shared::session || kind == Shared::dialogue ||
         kind == Shared::sentence;
}

std::string sentence(const Sharing& found) {
  static constexpr const char* kWords[] = {"clip",    "audio",   "samples of", "recording",
                                           "speaker", "session", "dialogue",   "sentence"};
  std::string out = "fold " + std::to_string(found.fold);
  if (found.fold_name != out) out += " (" + found.fold_name + ")";
  const bool counted = names_people_or_places(found.kind);
  out += std::string(": ") + kWords[static_cast<int>(found.kind)] + " '" + found.what + "' is in " +
         found.first;
  if (counted) out += " (" + count_of(found.in_first, "clip") + ")";
  out += " and in " + found.second;
  if (counted) out += " (" + count_of(found.in_second, "clip") + ")";
  if (found.kind == Shared::copy)
    out += ", altered; leave one out, or set protocol.copies = \"allow\"";
  return out;
}

}  // namespace

bool is_forbidden(const Sharing& found, const Folds& folds) {
  const bool tested = found.second == "test";
  switch (found.kind) {
    case Shared::speaker:
      return tested ? folds.speaker_independent : folds.validation_by_speaker;
    case Shared::session:
      return tested && folds.session_independent;
    case Shared::dialogue:
      return tested && folds.dialogue_independent;
    case Shared::sentence:
      return tested && folds.sentence_independent;
    case Shared::samples:
    case Shared::copy:
      return !folds.copies_allowed;
    default:
      return true;
  }
}

std::vector<std::string> leaks(const Manifest& manifest, const Folds& folds,
                               const AudioFingerprints* sounds) {
  std::vector<std::string> out;
  for (const auto& found : find_sharing(manifest, folds, sounds)) {
    if (is_forbidden(found, folds)) out.push_back(sentence(found));
  }
  return out;
}

}  // namespace serhost::data

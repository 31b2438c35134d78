// The leak check of a run: sharing that contradicts what the protocol claims. A clip in two parts
// contradicts every protocol.
#include <cstdio>
#include <map>
#include <set>

#include "base/text.hpp"
#include "data/protocol/folds.hpp"
#include "data/protocol/sharing.hpp"

namespace serhost::data {
namespace {

bool names_people_or_places(Shared kind) {
  return kind == Shared::speaker || kind == Shared::session || kind == Shared::dialogue ||
         kind == Shared::sentence;
}

std::string sentence(const Sharing& found, std::size_t more_folds) {
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
  if (more_folds > 0) out += ", and in two parts of " + count_of(more_folds, "more fold");
  if (found.kind == Shared::copy) {
    char likeness[16];
    std::snprintf(likeness, sizeof likeness, "%.2f", found.likeness);
    out += std::string(", altered (likeness ") + likeness +
           "); leave one out, or set protocol.copies = \"allow\"";
  }
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
  std::vector<Sharing> told;
  // A pair of recordings is told once, however many folds it is in two parts of.
  std::map<std::pair<Shared, std::string>, std::set<std::int64_t>> folds_of_pair;
  for (auto& found : find_sharing(manifest, folds, sounds)) {
    if (!is_forbidden(found, folds)) continue;
    if (found.kind == Shared::samples || found.kind == Shared::copy) {
      auto& seen = folds_of_pair[{found.kind, found.what}];
      const bool known = !seen.empty();
      seen.insert(found.fold);
      if (known) continue;
    }
    told.push_back(std::move(found));
  }
  std::vector<std::string> out;
  for (const auto& found : told) {
    const auto pair = folds_of_pair.find({found.kind, found.what});
    out.push_back(sentence(found, pair == folds_of_pair.end() ? 0 : pair->second.size() - 1));
  }
  return out;
}

}  // namespace serhost::data

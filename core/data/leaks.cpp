// The leak check of a run: sharing that contradicts what the protocol claims. A clip in two parts contradicts every protocol.
#include "base/text.hpp"
#include "data/folds.hpp"
#include "data/read_clip.hpp"
#include "data/sharing.hpp"

namespace serhost::data {
namespace {

bool forbidden(const Sharing& found, const Folds& folds) {
  const bool tested = found.second == "test";
  switch (found.kind) {
    case Shared::speaker: return tested ? folds.speaker_independent : folds.validation_by_speaker;
    case Shared::session: return tested && folds.session_independent;
    default: return true;
  }
}

std::string sentence(const Sharing& found) {
  static constexpr const char* kWords[] = {"clip", "audio", "samples of", "speaker", "session"};
  std::string out = "fold " + std::to_string(found.fold);
  if (found.fold_name != out) out += " (" + found.fold_name + ")";
  out += std::string(": ") + kWords[static_cast<int>(found.kind)] + " '" + found.what + "' is in " + found.first;
  if (found.kind == Shared::speaker || found.kind == Shared::session) out += " (" + count_of(found.in_first, "clip") + ")";
  out += " and in " + found.second;
  if (found.kind == Shared::speaker || found.kind == Shared::session) out += " (" + count_of(found.in_second, "clip") + ")";
  return out;
}

}  // namespace

std::vector<std::string> leaks(const Manifest& manifest, const Folds& folds, bool hash_audio) {
  const auto digests = hash_audio ? sample_digests(manifest) : std::vector<std::string>{};
  std::vector<std::string> out;
  for (const auto& found : find_sharing(manifest, folds, digests)) {
    if (forbidden(found, folds)) out.push_back(sentence(found));
  }
  return out;
}

}  // namespace serhost::data

// The audit's verdict: facts first, then which of them count under what the protocol claims.
#include "data/protocol/audit.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "data/manifest/names.hpp"
#include "data/manifest/speaker_ids.hpp"
#include "data/protocol/fold_list.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {
namespace {

/// Sharing that decides the verdict. People who validate may also have trained; a session is a
/// place, a sentence is words.
bool counts(const Sharing& found, const Folds& folds) {
  switch (found.kind) {
    case Shared::speaker:
      return found.second == "test";
    case Shared::session:
    case Shared::dialogue:
    case Shared::sentence:
      return is_forbidden(found, folds);
    default:
      return true;
  }
}

void count_out(const Manifest& manifest, const Folds& folds, const AudioFingerprints* sounds,
               const SpeakerIdWarnings& warnings, AuditResult& out) {
  std::map<std::string, std::set<std::string>> shared;
  std::map<Shared, std::set<std::string>> others;
  for (auto& found : find_sharing(manifest, folds, sounds)) {
    if (found.kind == Shared::speaker && warnings.catch_all_ids.contains(found.what)) continue;
    if (!counts(found, folds)) {
      if (found.kind != Shared::speaker && found.second == "test")
        others[found.kind].insert(found.what);
      continue;
    }
    shared[name_of(found.kind)].insert(found.what);
    out.found.push_back(std::move(found));
  }
  for (const auto& [kind, names] : shared) out.shared[kind] = {names.begin(), names.end()};
  for (const auto& [kind, names] : others) {
    const std::string plural = name_of(kind), one = plural.substr(0, plural.size() - 1);
    out.notes.push_back(count_of(names.size(), one + " is", plural + " are") +
                        " in train and test; the protocol does not leave " + plural + " out");
  }
}

/// Whether two clips are in different parts of some fold.
bool in_two_parts(const Folds& folds, std::size_t a, std::size_t b) {
  const auto holds = [](const Indices& part, std::size_t i) {
    return std::binary_search(part.begin(), part.end(), i);
  };
  return std::any_of(folds.folds.begin(), folds.folds.end(), [&](const Fold& fold) {
    const auto& validation = folds.validation_is_test ? Indices() : fold.validation;
    const Indices* const parts[] = {&fold.train, &validation, &fold.test};
    return std::any_of(std::begin(parts), std::end(parts), [&](const Indices* one) {
      return holds(*one, a) && std::any_of(std::begin(parts), std::end(parts), [&](auto* other) {
               return other != one && holds(*other, b);
             });
    });
  });
}

/// What lists say twice of one recording cannot both be right. Every pair is told once.
void look_at_recordings(const Manifest& manifest, const Folds& folds,
                        const AudioFingerprints* sounds, AuditResult& out) {
  if (sounds == nullptr) return;
  struct Kind {
    std::string what;
    std::vector<SameRecording> pairs{};
    std::size_t within = 0;  // one part
  };
  Kind both{" under two labels and two speakers, of which one each is wrong"},
      two_labels{" under two labels, of which one is wrong"},
      two_speakers{" under two speakers, of whom one did not speak"},
      twice{" twice within one part, so that it counts twice"};
  for (const auto& pair : same_recordings(manifest, *sounds)) {
    out.recordings.push_back(pair_text(manifest, pair));
    const bool within = !in_two_parts(folds, pair.first, pair.second);
    if (!pair.two_labels && !pair.two_speakers && !within) continue;  // counted as shared
    auto& kind = pair.two_labels && pair.two_speakers ? both
                 : pair.two_labels                    ? two_labels
                 : pair.two_speakers                  ? two_speakers
                                                      : twice;
    kind.pairs.push_back(pair);
    kind.within += within ? 1 : 0;
  }
  const auto tell = [&](const Kind& kind, std::vector<std::string>& to) {
    if (kind.pairs.empty()) return;
    const bool also = &kind != &twice && kind.within > 0;
    to.push_back(count_of(kind.pairs.size(), "recording") + kind.what +
                 (also ? " (" + std::to_string(kind.within) + " of them within one part)" : "") +
                 ": " + pairs_text(manifest, kind.pairs));
  };
  for (const auto* kind : {&both, &two_labels, &two_speakers}) tell(*kind, out.undecidable);
  tell(twice, out.notes);
}

void note_sounds(const Manifest& manifest, const AudioFingerprints* sounds, AuditResult& out) {
  if (sounds == nullptr) {
    out.notes.emplace_back(
        "recordings: undecidable; there is no audio to compare, so that copies under other names "
        "are not found");
    return;
  }
  if (!sounds->unreadable.empty())
    out.notes.push_back("recordings: undecidable for " +
                        count_of(sounds->unreadable.size(), "clip") +
                        " that cannot be decoded, for instance " + sounds->unreadable.front());
  if (!sounds->silent.empty())
    out.notes.push_back("recordings: " + count_of(sounds->silent.size(), "clip has", "clips have") +
                        " too little sound to find altered copies of, for instance '" +
                        manifest.clips[sounds->silent.front()].utterance.key + "'");
}

}  // namespace

Indices audited_clips(const Manifest& manifest, const Folds& folds) {
  return folds.folds.empty() ? all_clips(manifest) : used_clips(folds);
}

AuditResult audit(const Manifest& manifest, const Folds& folds, const AudioFingerprints* sounds) {
  AuditResult out;
  const auto used = audited_clips(manifest, folds);
  const auto warnings = speaker_id_warnings(manifest, used);
  out.folds = folds.folds.size();
  out.clips = used.size();
  out.unknown_speakers = count_unknown(manifest, used, GroupKind::speaker);
  out.validation_is_test = folds.validation_is_test;
  count_out(manifest, folds, sounds, warnings, out);
  if (folds.validation_is_test) out.notes.emplace_back("the validation part is the test part");
  if (folds.folds.empty())
    out.undecidable.emplace_back(
        "there are no parts to compare: no clip has a split (train, validation, test) or a fold");
  const auto empty = std::count_if(folds.folds.begin(), folds.folds.end(), [](const Fold& fold) {
    return fold.train.empty() || fold.test.empty();
  });
  if (empty > 0)
    out.undecidable.push_back(count_of(static_cast<std::size_t>(empty), "fold has", "folds have") +
                              " no train or no test part");
  if (out.unknown_speakers > 0) {
    out.undecidable.push_back("the speaker of " + std::to_string(out.unknown_speakers) + " of " +
                              count_of(out.clips, "clip") + " is unknown");
  }
  for (const auto& doubt : warnings.sentences) out.undecidable.push_back("speakers: " + doubt);
  for (const auto& found : {manifest.warnings, name_warnings(manifest)})
    out.notes.insert(out.notes.end(), found.begin(), found.end());
  look_at_recordings(manifest, folds, sounds, out);
  note_sounds(manifest, sounds, out);
  if (!out.shared.empty() || folds.validation_is_test) out.verdict = "shared";
  else out.verdict = out.undecidable.empty() ? "disjoint" : "undecidable";
  return out;
}

AuditResult audit_list(const std::filesystem::path& path,
                       const std::optional<std::filesystem::path>& clips) {
  auto list = read_fold_list(path);
  if (clips) {
    for (auto& clip : read_clip_list(*clips)) list.corpus.push_back(std::move(clip));
  }
  const auto manifest = manifest_from(list);
  Faults faults;
  const auto folds = folds_from(list, manifest, faults);
  // A clip in two parts of a fold is what an audit is for, so it is a finding here and no fault.
  auto out = audit(manifest, folds);
  for (const auto& fault : faults.all()) out.notes.push_back(fault.message);
  out.notes.insert(out.notes.end(), folds.notes.begin(), folds.notes.end());
  return out;
}

AuditResult audit_list(const std::filesystem::path& path, const Manifest& manifest,
                       const Listen& listen) {
  Faults faults;
  const auto folds = folds_from(read_fold_list(path), manifest, faults);
  const auto sounds = listen(manifest, used_clips(folds));
  auto out = audit(manifest, folds, &sounds);
  for (const auto& fault : faults.all()) out.notes.push_back(fault.message);
  out.notes.insert(out.notes.end(), folds.notes.begin(), folds.notes.end());
  return out;
}

Folds folds_of_manifest(const Manifest& manifest) {
  // A column `fold` without `split` says in which fold a clip is tested; the others train.
  FoldList list;
  list.source = "the list";
  std::size_t without = 0;
  for (const auto& clip : manifest.clips) {
    const auto& u = clip.utterance;
    const auto fold = u.extra.find("fold");
    ListedClip listed;
    listed.key = u.key;
    listed.part = u.split ? part_from(*u.split) : std::nullopt;
    if (fold != u.extra.end()) listed.fold = fold->second;
    if (!u.split && fold != u.extra.end()) listed.part = FoldPart::test;
    if (listed.part) list.clips.push_back(std::move(listed));
    else ++without;
  }
  if (list.clips.empty()) return {};
  Faults faults;
  auto out = folds_from(list, manifest, faults);
  if (without > 0) out.notes.push_back(count_of(without, "clip") + " of the list name no part");
  return out;
}

}  // namespace serhost::data

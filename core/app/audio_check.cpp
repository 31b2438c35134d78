// Decodes all clips in one pass, for all folds of all seeds.
#include "app/audio_check.hpp"

#include <set>

#include "app/remedy.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "data/manifest/clips_csv.hpp"
#include "data/manifest/damage.hpp"
#include "data/manifest/verify.hpp"
#include "data/protocol/recordings.hpp"
#include "data/protocol/sharing.hpp"

namespace serhost::app {

namespace {

/// One recording under two labels is refused unless copies are allowed; under two speakers, or
/// twice within one part, it is told.
void check_contradictions(Prepared& prepared, const data::AudioFingerprints& sounds, bool allowed,
                          Faults& faults) {
  const auto& manifest = prepared.manifest;
  std::vector<data::SameRecording> all, two_labels, two_speakers;
  for (const auto& pair : data::same_recordings(manifest, sounds)) {
    all.push_back(pair);
    if (pair.two_labels) two_labels.push_back(pair);
    if (pair.two_speakers) two_speakers.push_back(pair);
  }
  const auto note = [&](const std::vector<data::SameRecording>& pairs, const std::string& what) {
    if (pairs.empty() || prepared.folds.empty()) return;
    prepared.folds.front().notes.push_back(
        count_of(pairs.size(), "recording is", "recordings are") + what + ": " +
        data::pairs_text(manifest, pairs));
  };
  if (!two_labels.empty() && !allowed)
    faults.add(
        Exit::damaged,
        count_of(two_labels.size(), "recording is", "recordings are") +
            " under two labels, of which one is wrong: " + data::pairs_text(manifest, two_labels) +
            "; leave one of each pair out, or set protocol.copies = \"allow\"");
  else note(two_labels, " under two labels");
  note(two_speakers, " under two speakers, of whom one did not speak");
  note(all, " under two keys");
}

}  // namespace

data::Listen listener(RunObserver& observer) {
  return [&observer](const data::Manifest& manifest, const data::Indices& clips) {
    return data::fingerprint_clips(manifest, clips, [&](std::size_t done, std::size_t total) {
      observer.progress({"comparing audio", static_cast<std::int64_t>(done),
                         static_cast<std::int64_t>(total), "clips"});
    });
  };
}

void read_all_audio(Prepared& prepared, RunObserver& observer, Faults& faults) {
  if (!data::takes_audio(prepared.experiment)) return;
  const bool dropped =
      data::check_audio(prepared.manifest, prepared.experiment.datasets, faults,
                        [&](std::size_t done, std::size_t total) {
                          observer.progress({"reading audio", static_cast<std::int64_t>(done),
                                             static_cast<std::int64_t>(total), "clips"});
                        });
  if (dropped && faults.empty()) divide(prepared, faults);
  if (prepared.folds.empty()) return;
  auto& notes = prepared.folds.front().notes;
  notes.insert(notes.end(), prepared.manifest.audio_notes.begin(),
               prepared.manifest.audio_notes.end());
}

bool note_audio(Prepared& prepared, RunObserver& observer) {
  for (std::size_t i = 0; i < prepared.manifest.count(); ++i) {
    const auto& audio = prepared.manifest.clip(i).utterance.audio;
    std::error_code ignored;
    if (audio.empty() || !std::filesystem::exists(audio, ignored)) return false;
  }
  auto read = prepared.manifest;
  Faults faults;
  const bool dropped = data::check_audio(
      read, prepared.experiment.datasets, faults, [&](std::size_t done, std::size_t total) {
        observer.progress({"reading audio", static_cast<std::int64_t>(done),
                           static_cast<std::int64_t>(total), "clips"});
      });
  if (dropped || !faults.empty()) return false;
  for (std::size_t i = 0; i < read.clips.size(); ++i)
    prepared.manifest.clips[i].digest = read.clips[i].digest;
  for (std::size_t i = 0; i < read.heard.size(); ++i)
    prepared.manifest.heard[i].digest = read.heard[i].digest;
  return true;
}

void require_same_audio(const std::filesystem::path& run, const data::Manifest& manifest) {
  const auto list = run / kClipsFile;
  if (!std::filesystem::exists(list)) return;
  const auto changed = data::changed_clips(manifest, read_file(list), list.string());
  if (changed.empty()) return;
  throw RemediableError(
      Exit::damaged,
      data::told(run.string() + " cannot be resumed: " + count_of(changed.size(), "clip") +
                     (changed.size() == 1 ? " is" : " are") + " not what the run began with",
                 changed) +
          "\nput the audio back",
      Remedy::or_other_folder);
}

void check_copies(Prepared& prepared, RunObserver& observer, Faults& faults) {
  std::set<std::size_t> used;
  for (const auto& folds : prepared.folds) {
    const auto clips = data::used_clips(folds);
    used.insert(clips.begin(), clips.end());
  }
  const auto sounds = listener(observer)(prepared.manifest, {used.begin(), used.end()});
  for (const auto& sentence : sounds.unreadable) faults.add(Exit::damaged, sentence);
  bool allowed = true;
  for (auto& folds : prepared.folds) {
    for (const auto& leak : data::leaks(prepared.manifest, folds, &sounds))
      faults.add(Exit::damaged, leak);
    allowed = allowed && folds.copies_allowed;
    if (!folds.copies_allowed) continue;
    std::set<std::string> pairs;
    for (const auto& found : data::find_sharing(prepared.manifest, folds, &sounds)) {
      if (found.kind == data::Shared::copy || found.kind == data::Shared::samples)
        pairs.insert(found.what);
    }
    if (!pairs.empty())
      folds.notes.push_back(
          "copies are allowed: " + count_of(pairs.size(), "recording is", "recordings are") +
          " in two parts of some fold");
  }
  check_contradictions(prepared, sounds, allowed, faults);
}

}  // namespace serhost::app

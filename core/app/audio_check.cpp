// Decodes all clips in one pass, for all folds of all seeds.
#include "app/audio_check.hpp"

#include <set>

#include "app/remedy.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "data/manifest/clips_csv.hpp"
#include "data/manifest/damage.hpp"
#include "data/manifest/verify.hpp"
#include "data/protocol/sharing.hpp"

namespace serhost::app {

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
  for (auto& folds : prepared.folds) {
    for (const auto& leak : data::leaks(prepared.manifest, folds, &sounds))
      faults.add(Exit::damaged, leak);
    if (!folds.copies_allowed) continue;
    std::size_t pairs = 0;
    for (const auto& found : data::find_sharing(prepared.manifest, folds, &sounds))
      pairs += found.kind == data::Shared::copy || found.kind == data::Shared::samples;
    if (pairs > 0)
      folds.notes.push_back(
          "copies are allowed: " + count_of(pairs, "recording is", "recordings are") +
          " in two parts, counted over all folds");
  }
}

}  // namespace serhost::app

// Clips are known again by their sound.
#include "app/evaluated_clips.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "app/known_clips.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::app {
namespace {

/// Names are compared where both corpora are the same one; people of two corpora are two.
run::TestSpeakers test_speakers_of(const Prepared& prepared, const TrainedRun& trained,
                                   const KnownClips& known) {
  std::set<std::string> ours;
  for (const auto& table : prepared.experiment.datasets) ours.insert(table.component.info->name);
  bool same = false;
  for (const auto& table : trained.experiment.datasets)
    same = same || ours.contains(table.component.info->name);
  auto out = run::TestSpeakers::others;
  for (const auto& fold : prepared.folds.front().folds) {
    for (const auto i : fold.test) {
      const auto& clip = prepared.manifest.clips[i];
      const auto& speaker = clip.utterance.speaker;
      if (!speaker) out = run::TestSpeakers::unknown;
      else if (same && known.heard_speaker(*speaker) &&
               known.strangers(clip).size() == trained.members.size())
        return run::TestSpeakers::shared;
    }
  }
  return out;
}

}  // namespace

ClipModels models_for_clips(const Prepared& prepared, const TrainedRun& trained) {
  ClipModels out;
  const KnownClips known(trained);
  out.speakers = test_speakers_of(prepared, trained, known);
  std::set<std::size_t> tested;
  for (const auto& fold : prepared.folds.front().folds)
    tested.insert(fold.test.begin(), fold.test.end());
  std::vector<std::string> learned;
  std::size_t partly = 0;
  for (const auto clip : tested) {
    auto strangers = known.strangers(prepared.manifest.clips[clip]);
    std::set<std::int64_t> seeds;
    for (const auto member : strangers) seeds.insert(trained.members[member].seed);
    if (seeds.size() < prepared.experiment.seeds.size())
      learned.push_back(prepared.manifest.clips[clip].utterance.key);
    partly += strangers.size() < trained.members.size();
    out.of_clip[clip] = std::move(strangers);
  }
  if (!learned.empty()) {
    constexpr std::size_t kShown = 5;
    const auto count = learned.size();
    learned.resize(std::min(kShown, count));
    throw Error(Exit::damaged, count_of(count, "test clip was", "test clips were") +
                                   " trained on by every model of a seed that is asked: " +
                                   join(learned, ", ") + (count > kShown ? ", ..." : "") +
                                   "; test on other data, or with other folds of the run");
  }
  if (partly > 0)
    out.notes.push_back(count_of(partly, "test clip") + " of " + std::to_string(tested.size()) +
                        (partly == 1 ? " is" : " are") +
                        " known to the run: each is heard by those models alone that were not "
                        "trained on it");
  return out;
}

}  // namespace serhost::app

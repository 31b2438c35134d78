// Counts of the clips that took part, from the lists of them.
#include <map>
#include <set>
#include <string>

#include "app/record_parts.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "data/protocol/groups.hpp"
#include "run/contradiction.hpp"

namespace serhost::app {
namespace {

[[noreturn]] void refuse(const RecordParts& parts, const std::string& files,
                         const std::string& what, const std::string& recorded,
                         const std::string& computed) {
  run::contradiction(parts.folder, "run.json and " + files, "data." + what,
                     "it is " + recorded + ", but " + computed + " by the list");
}

std::set<std::string> used_keys(const RecordedFolds& folds) {
  std::set<std::string> out;
  for (const auto& clip : folds.clips) out.insert(clip.key);
  return out;
}

std::size_t speakers_of(const RecordedFolds& folds) {
  std::set<std::string> out;
  for (const auto& clip : folds.clips) {
    if (clip.speaker && !data::is_placeholder(*clip.speaker)) out.insert(*clip.speaker);
  }
  return out.size();
}

/// Classes are known of tested clips alone: of no class there are fewer than those, and where every
/// clip is tested, as many.
void check_classes(const run::EvaluatedRun& read, const RecordParts& parts,
                   const std::set<std::string>& used) {
  const auto& facts = read.run.facts;
  std::map<std::string, std::set<std::string>> tested;
  std::set<std::string> all;
  for (const auto& seed : read.seeds) {
    for (std::size_t i = 0; i < seed.clips.size(); ++i) {
      const auto truth = static_cast<std::size_t>(seed.outcomes.truth.at(i));
      tested[facts.classes.at(truth)].insert(seed.clips[i]);
      all.insert(seed.clips[i]);
    }
  }
  std::int64_t labeled = 0;
  for (const auto& [name, count] : facts.clips_by_class) labeled += count;
  for (const auto& [name, clips] : tested) {
    const auto at = facts.clips_by_class.find(name);
    const auto recorded = at == facts.clips_by_class.end() ? 0 : at->second;
    const auto there = static_cast<std::int64_t>(clips.size());
    if (recorded < there || (all.size() == used.size() && recorded != there))
      refuse(parts, "predictions.csv", "clips_by_class." + name, std::to_string(recorded),
             std::to_string(there));
  }
  if (labeled > static_cast<std::int64_t>(used.size()))
    refuse(parts, "folds.csv", "clips_by_class",
           count_of(static_cast<std::size_t>(labeled), "clip"), std::to_string(used.size()));
}

void check_hours(const run::RunFacts& facts, const RecordParts& parts,
                 const std::set<std::string>& used) {
  double hours = 0.0;
  std::size_t found = 0;
  for (const auto& clip : *parts.clips) {
    if (!used.contains(clip.key)) continue;
    hours += clip.seconds / 3600.0;
    ++found;
  }
  if (found == used.size() && !run::same_number(facts.hours, hours))
    refuse(parts, "clips.csv", "hours", exact(facts.hours), exact(hours));
}

/// Where the audio of every clip was heard; of features there is none to hash.
void check_audio(const run::RunFacts& facts, const RecordParts& parts) {
  Sha256 hash, unheard;
  for (const auto& clip : *parts.clips) {
    if (clip.digest.empty()) return;
    hash.add(clip.digest + "\n");
    unheard.add("\n");
  }
  const auto computed = hash.hex();
  if (!facts.audio_hash.empty() && facts.audio_hash != computed &&
      facts.audio_hash != unheard.hex())
    refuse(parts, "clips.csv", "audio", facts.audio_hash, computed);
}

}  // namespace

void check_data(const run::EvaluatedRun& read, const RecordParts& parts) {
  const auto& facts = read.run.facts;
  if (parts.clips) check_audio(facts, parts);
  if (!parts.folds) return;
  const auto used = used_keys(*parts.folds);
  if (facts.clips != used.size())
    refuse(parts, "folds.csv", "clips", std::to_string(facts.clips), std::to_string(used.size()));
  if (parts.folds->has_speakers && facts.speakers != speakers_of(*parts.folds))
    refuse(parts, "folds.csv", "speakers", std::to_string(facts.speakers),
           std::to_string(speakers_of(*parts.folds)));
  if (facts.is_classification()) check_classes(read, parts, used);
  if (parts.clips) check_hours(facts, parts, used);
}

}  // namespace serhost::app

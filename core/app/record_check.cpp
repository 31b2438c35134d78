// Each part in a file of its own: speakers here, then protocol, data, signature and corpora.
#include "app/record_check.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "app/record_parts.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "data/protocol/groups.hpp"
#include "run/contradiction.hpp"
#include "run/signature_label.hpp"
#include "run/whole_result.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using run::TestSpeakers;

/// The speaker of every clip that has one: as folds.csv says, of earlier records as far as the
/// predictions say.
std::map<std::string, std::string> speakers_in(const run::EvaluatedRun& read,
                                               const RecordedFolds& folds) {
  std::map<std::string, std::string> out;
  for (const auto& clip : folds.clips) {
    if (clip.speaker) out.emplace(clip.key, *clip.speaker);
  }
  if (folds.has_speakers) return out;
  for (const auto& seed : read.seeds) {
    for (std::size_t i = 0; i < seed.clips.size() && i < seed.outcomes.speakers.size(); ++i) {
      if (seed.outcomes.speakers[i]) out.emplace(seed.clips[i], *seed.outcomes.speakers[i]);
    }
  }
  return out;
}

/// Whether somebody who is tested was trained on, by the lists alone.
TestSpeakers listed_speakers(const run::EvaluatedRun& read, const RecordedFolds& folds) {
  const auto speakers = speakers_in(read, folds);
  std::map<std::pair<std::int64_t, std::int64_t>, std::set<std::string>> trained;
  bool unknown = false;
  const auto speaker_of = [&](const ListedPart& clip) -> const std::string* {
    const auto found = speakers.find(clip.key);
    const bool is_name = found != speakers.end() && !data::is_placeholder(found->second);
    return is_name ? &found->second : nullptr;
  };
  for (const auto& clip : folds.clips) {
    const auto* const speaker = speaker_of(clip);
    if (speaker == nullptr) unknown = true;
    else if (clip.part != "test") trained[{clip.fold, clip.seed.value_or(0)}].insert(*speaker);
  }
  for (const auto& clip : folds.clips) {
    const auto* const speaker = clip.part == "test" ? speaker_of(clip) : nullptr;
    if (speaker != nullptr && trained[{clip.fold, clip.seed.value_or(0)}].contains(*speaker))
      return TestSpeakers::shared;
  }
  return unknown ? TestSpeakers::unknown : TestSpeakers::others;
}

/// Who speaks in a tested clip, two files say.
void require_same_names(const run::EvaluatedRun& read, const RecordParts& parts) {
  std::map<std::string, std::string> listed;
  for (const auto& clip : parts.folds->clips) {
    if (clip.part == "test")
      listed.emplace(valid_utf8(clip.key), valid_utf8(clip.speaker.value_or("")));
  }
  for (const auto& seed : read.seeds) {
    for (std::size_t i = 0; i < seed.clips.size() && i < seed.outcomes.speakers.size(); ++i) {
      const auto at = listed.find(seed.clips[i]);
      const auto speaker = seed.outcomes.speakers[i].value_or("");
      if (at != listed.end() && at->second != speaker)
        run::contradiction(
            parts.folder, "predictions.csv and folds.csv", "the speakers",
            "clip '" + seed.clips[i] + "' is by '" + speaker + "' and by '" + at->second + "'");
    }
  }
}

/// A record that says nothing of it, or whose list of folds has no speakers, is of an earlier
/// version.
void check_speakers(run::EvaluatedRun& read, const RecordParts& parts) {
  auto& facts = read.run.facts;
  auto& recorded = facts.test_speakers;
  const auto take = [&](TestSpeakers speakers) {
    recorded = speakers;
    facts.signature.label = run::with_test_speakers(facts.signature.label, speakers);
  };
  if (!parts.folds) return;  // of an earlier version
  if (parts.folds->has_speakers) require_same_names(read, parts);
  const auto listed = listed_speakers(read, *parts.folds);
  if (parts.evaluated) {  // the people whom the model was trained on are in the lists of its run
    return take(listed == TestSpeakers::unknown && recorded == TestSpeakers::others ? listed
                                                                                    : recorded);
  }
  if (!parts.folds->has_speakers) {
    if (parts.is_todays || listed != TestSpeakers::unknown) take(listed);
    return;
  }
  if (recorded == listed) return;
  run::contradiction(parts.folder, "run.json and folds.csv", "protocol.test_speakers",
                     "it is \"" + run::words_of(recorded) + "\", but \"" + run::words_of(listed) +
                         "\" by the speakers of the list");
}

/// Without its list of folds nothing says who was trained on, nor which clips a figure is of. Of
/// earlier versions, which may have written none, that is said with the numbers.
void require_folds(const run::EvaluatedRun& read, const RecordParts& parts) {
  const auto* const folds = read.run.facts.signature.find("folds");
  if (parts.folds || !parts.is_todays || folds == nullptr) return;
  const auto file = parts.folder / "folds.csv";
  throw DataError(file.string() + ": " + (fs::exists(file) ? "is no list of folds" : "is missing") +
                  ", but run.json says \"" + *folds +
                  "\" of it, and without the list nobody can tell who was trained on. Restore it, "
                  "or run the experiment again");
}

/// Last: what reads it says which key was altered.
void check_resolved(const run::EvaluatedRun& read, const RecordParts& parts) {
  const auto file = parts.folder / "resolved.toml";
  const auto& recorded = read.run.facts.resolved_hash;
  if (recorded.empty() || !fs::exists(file) || sha256(read_file(file)) == recorded) return;
  throw DataError(file.string() +
                  ": is not what run.json says that the run was made with; it was altered after "
                  "the run. Restore it, or run the experiment again");
}

RecordParts parts_of(const run::EvaluatedRun& read, const fs::path& folder) {
  RecordParts out;
  out.folder = folder;
  out.folds = recorded_folds(folder);
  out.clips = recorded_clips(folder);
  out.evaluated = fs::exists(folder / kEvaluatedFile);
  const auto& signature = read.run.facts.signature;
  out.is_todays = signature.version == run::kSignatureVersion && !signature.fields.empty();
  return out;
}

}  // namespace

void check_record(run::EvaluatedRun& read, const fs::path& folder) {
  const auto parts = parts_of(read, folder);
  require_folds(read, parts);
  check_protocol(read, parts);
  check_speakers(read, parts);
  check_data(read, parts);
  if (parts.is_todays) check_signature(read, parts);
  if (parts.is_todays) check_corpora(read, parts);
  if (parts.is_todays) check_plugins(read, parts);
  check_resolved(read, parts);
  run::require_unaltered(
      read.run,
      [&](const std::string& name) {
        const auto file = folder / name;
        return fs::exists(file) ? std::optional(read_file(file)) : std::nullopt;
      },
      folder);
}

}  // namespace serhost::app

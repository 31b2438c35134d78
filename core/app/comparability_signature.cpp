// Computes the comparability signature from keys, labels and audio, never from paths: two
// laboratories with the same corpus get the same hash.
#include "app/comparability_signature.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "app/version.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/task_info.hpp"
#include "data/manifest/clips_csv.hpp"
#include "metrics/rows.hpp"
#include "run/partition.hpp"

namespace serhost::app {
namespace {

std::string short_hash(const std::string& hash) { return hash.substr(0, 16); }

std::vector<std::string> names_of(const data::Manifest& manifest) {
  std::vector<std::string> out;
  for (const auto& corpus : manifest.corpora) out.push_back(corpus.name);
  return out;
}

/// Of several corpora, those that are tested; empty where all are.
std::vector<std::string> tested_of(const Prepared& prepared) {
  const auto& manifest = prepared.manifest;
  std::set<std::size_t> tested;
  for (const auto& drawn : prepared.folds) {
    for (const auto* folds : {&drawn.folds, &drawn.left_out}) {
      for (const auto& fold : *folds) {
        for (const auto i : fold.test) tested.insert(manifest.clips[i].corpus);
      }
    }
  }
  std::vector<std::string> out;
  if (tested.size() == manifest.corpora.size()) return out;
  for (const auto c : tested) out.push_back(manifest.corpora[c].name);
  return out;
}

std::string corpus(const Prepared& prepared) {
  const auto& manifest = prepared.manifest;
  const auto tested = tested_of(prepared);
  return join(names_of(manifest), " + ") +
         (tested.empty() ? "" : ", tested on " + join(tested, " + ")) + ", " +
         count_of(manifest.clips.size(), "clip") + ", " +
         short_hash(sha256(manifest.hash + "\n" + data::audio_hash(manifest)));
}

/// Of a task without classes, the columns that hold what is true of a clip: "truth_valence".
std::string truths(std::vector<std::string> columns) {
  std::erase_if(columns, [](const auto& column) { return !metrics::is_truth(column); });
  return join(columns, ", ");
}

/// "anger, joy, neutral; excitement as joy; without fear".
std::string labels(const data::Manifest& manifest) {
  std::set<std::string> merged;
  for (const auto& clip : manifest.clips) {
    if (clip.label < 0 || !clip.utterance.label) continue;
    const auto& name = manifest.classes[static_cast<std::size_t>(clip.label)];
    if (*clip.utterance.label != name) merged.insert(*clip.utterance.label + " as " + name);
  }
  auto out = join(manifest.classes, ", ");
  if (!merged.empty())
    out += "; " + join(std::vector<std::string>(merged.begin(), merged.end()), ", ");
  std::vector<std::string> without;
  for (const auto& [label, count] : manifest.left_out) without.push_back(label);
  if (!without.empty()) out += "; without " + join(without, ", ");
  return out;
}

/// Which clip is tested in which fold, and which it may be learned from. How the latter are divided
/// is the validation rule's field. Folds that are left out count, and are named behind the rest:
/// runs of single folds tell that they are parts of one.
std::string folds(const Prepared& prepared) {
  Sha256 hash;
  const auto& manifest = prepared.manifest;
  for (const auto& drawn : prepared.folds) {
    auto all = drawn.folds;
    all.insert(all.end(), drawn.left_out.begin(), drawn.left_out.end());
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.number < b.number; });
    for (const auto& fold : all) {
      std::set<std::size_t> learned(fold.train.begin(), fold.train.end());
      learned.insert(fold.validation.begin(), fold.validation.end());
      for (const auto i : fold.test) learned.erase(i);
      const auto add = [&](std::size_t i, char part) {
        hash.add(std::to_string(fold.number) + part + manifest.clips[i].utterance.key + "\n");
      };
      for (const auto i : fold.test) add(i, 't');
      for (const auto i : learned) add(i, 'l');
    }
    hash.add("\n");
  }
  const auto& drawn = prepared.folds.front();
  std::vector<std::int64_t> run;
  for (const auto& fold : drawn.folds) run.push_back(fold.number);
  return run::partition_text(prepared.experiment.protocol.name,
                             drawn.folds.size() + drawn.left_out.size(), short_hash(hash.hex()),
                             run);
}

/// "none", or how many and which, by their keys: the sentences hold paths.
std::string damaged(const data::Manifest& manifest) {
  if (manifest.damaged.empty()) return "none";
  std::set<std::string> keys;
  for (const auto& clip : manifest.damaged) keys.insert(clip.key);
  Sha256 hash;
  for (const auto& key : keys) hash.add("clip '" + key + "\n");
  return count_of(manifest.damaged.size(), "clip") + ", " + short_hash(hash.hex());
}

/// "CMU-MOSEI (v1)" as "cmumoseiv1".
std::string bare(const std::string& name) {
  std::string out;
  for (const unsigned char c : name) {
    if (std::isalnum(c)) out += static_cast<char>(std::tolower(c));
  }
  return out;
}

/// Not the list of corpora, which would keep any two encoders apart, but what of it spoils the
/// test: the tested corpora that the encoder was trained on.
std::string seen_before(const Prepared& prepared, const train::Pretraining& pretraining) {
  constexpr std::size_t kLeast = 4;  // letters of a name that is looked for within another
  std::set<std::string> seen;
  for (const auto& table : prepared.experiment.datasets) {
    for (const auto& own : {table.name, table.component.info->name}) {
      for (const auto& corpus : pretraining.corpora) {
        const auto a = bare(own), b = bare(corpus);
        if (a.empty() || b.empty()) continue;
        const bool within = (a.size() >= kLeast && b.find(a) != std::string::npos) ||
                            (b.size() >= kLeast && a.find(b) != std::string::npos);
        if (a == b || within) seen.insert(table.name);
      }
    }
  }
  if (!seen.empty()) return "saw " + join(std::vector<std::string>(seen.begin(), seen.end()), ", ");
  return pretraining.known ? "did not see the corpus" : "unknown";
}

std::string protocol_label(const Prepared& prepared) {
  const auto& name = prepared.experiment.protocol.name;
  if (name == "leave-one-speaker-out") return "loso-speaker";
  if (name == "leave-one-session-out") return "loso-session";
  const auto& drawn = prepared.folds.front();
  const auto base = name == "k-fold"
                        ? std::to_string(drawn.folds.size() + drawn.left_out.size()) + "-fold"
                        : name;
  return base + (drawn.speaker_independent ? "-speaker" : "");
}

/// Of classification the list of clips says it all.
train::TaskFacts facts_of(const Prepared& prepared) {
  const auto& task = prepared.experiment.task;
  if (task == metrics::kClassification || config::find_task(task) == nullptr)
    return {prepared.manifest.classes, {}};
  return train::task_facts(prepared.experiment, prepared.manifest);
}

std::string label(const Prepared& prepared, const train::TaskFacts& facts) {
  const auto& experiment = prepared.experiment;
  const auto& manifest = prepared.manifest;
  const auto& drawn = prepared.folds.front();
  const auto classes = std::to_string(facts.classes.size()) + "c";
  const auto task = facts.classes.empty()                         ? experiment.task
                    : experiment.task == metrics::kClassification ? classes
                                                                  : experiment.task + "-" + classes;
  const auto validation = drawn.validation_is_test
                              ? std::string("test")
                              : drawn.validation.substr(0, drawn.validation.find(' '));
  const auto tested = tested_of(prepared);
  return join(names_of(manifest), "+") + (tested.empty() ? "" : ">" + join(tested, "+")) + ":" +
         task + " | " + protocol_label(prepared) + " | dev:" + validation +
         " | sel:" + experiment.protocol.select +
         " | seeds:" + std::to_string(experiment.seeds.size()) + " | serhost:" + version();
}

}  // namespace

run::Signature comparability_signature(const Prepared& prepared,
                                       const train::Pretraining& pretraining) {
  const auto& protocol = prepared.experiment.protocol;
  const auto task = facts_of(prepared);
  const auto targets = task.classes.empty() && !task.prediction_columns.empty()
                           ? truths(task.prediction_columns)
                           : labels(prepared.manifest);
  run::Signature out;
  out.fields = {
      {"task", prepared.experiment.task},
      {"corpus", corpus(prepared)},
      {"labels", targets},
      {"folds", folds(prepared)},
      {"fold_seed", protocol.resplit ? "drawn anew for each seed" : std::to_string(protocol.seed)},
      {"validation", prepared.folds.front().validation},
      {"selection", protocol.select},
      {"damaged", damaged(prepared.manifest)},
      {"metrics", run::kMetricDefinitions},
      {"pretraining", seen_before(prepared, pretraining)}};
  out.label = label(prepared, task);
  return out;
}

}  // namespace serhost::app

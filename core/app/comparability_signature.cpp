// Computes the comparability signature from keys, labels and audio, never from paths: two
// laboratories with the same corpus get the same hash.
#include "app/comparability_signature.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "app/tested_clips.hpp"
#include "app/version.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/task_info.hpp"
#include "data/manifest/clips_csv.hpp"
#include "metrics/rows.hpp"
#include "run/partition.hpp"
#include "run/pretraining_corpora.hpp"
#include "run/signature_fields.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

std::string short_hash(const std::string& hash) { return hash.substr(0, 16); }

std::vector<std::string> names_of(const data::Manifest& manifest) {
  std::vector<std::string> out;
  for (const auto& corpus : manifest.corpora) out.push_back(corpus.name);
  return out;
}

/// Those corpora of which some clip is tested, in this run or in a fold that it leaves out.
std::set<std::size_t> tested_corpora(const Prepared& prepared) {
  std::set<std::size_t> tested;
  for (const auto& drawn : prepared.folds) {
    for (const auto* folds : {&drawn.folds, &drawn.left_out}) {
      for (const auto& fold : *folds) {
        for (const auto i : fold.test) tested.insert(prepared.manifest.clips[i].corpus);
      }
    }
  }
  return tested;
}

/// Of several corpora, those that are tested; empty where all are.
std::vector<std::string> tested_of(const Prepared& prepared) {
  const auto& manifest = prepared.manifest;
  const auto tested = tested_corpora(prepared);
  std::vector<std::string> out;
  if (tested.size() == manifest.corpora.size()) return out;
  for (const auto c : tested) out.push_back(manifest.corpora[c].name);
  return out;
}

/// How clips are called in a signature: by their keys. Where there are several corpora the manifest
/// prefixes keys with the names of the experiment's tables, which another laboratory may choose
/// otherwise; here the prefix is what the corpus holds.
class ClipNames {
 public:
  explicit ClipNames(const Prepared& prepared) : manifest_(prepared.manifest) {
    const auto& manifest = manifest_;
    if (manifest.corpora.size() < 2) return;
    const auto tested = tested_corpora(prepared);
    std::vector<Sha256> hashes(manifest.corpora.size());
    std::vector<std::size_t> clips(manifest.corpora.size());
    for (const auto& clip : manifest.clips) {
      const auto& given = listed(clip);
      auto& hash = hashes.at(clip.corpus);
      const auto add = [&hash](const std::optional<std::string>& text) {
        text ? hash.add(std::to_string(text->size()) + ":" + *text) : hash.add("-");
      };
      add(given.key);
      add(clip.label < 0 ? std::nullopt
                         : std::optional(manifest.classes[static_cast<std::size_t>(clip.label)]));
      add(given.speaker);
      add(given.session);
      add(clip.digest);
      ++clips[clip.corpus];
    }
    for (std::size_t c = 0; c < hashes.size(); ++c) {
      corpora_.push_back(short_hash(hashes[c].hex()));
      texts_.push_back(count_of(clips[c], "clip") + ", " + corpora_.back() +
                       (tested.contains(c) ? "" : ", not tested"));
    }
    std::sort(texts_.begin(), texts_.end());
  }

  std::string of(std::size_t clip) const {
    const auto& one = manifest_.clips[clip];
    return corpora_.empty() ? one.utterance.key : corpora_[one.corpus] + "/" + listed(one).key;
  }

  /// The field `corpus`: number of clips and what they are, by content.
  std::string text() const {
    if (!texts_.empty()) return join(texts_, " + ");
    return count_of(manifest_.clips.size(), "clip") + ", " +
           short_hash(sha256(manifest_.hash + "\n" + data::audio_hash(manifest_)));
  }

 private:
  static const Utterance& listed(const data::Clip& clip) {
    return clip.listed ? *clip.listed : clip.utterance;
  }

  const data::Manifest& manifest_;
  std::vector<std::string> corpora_, texts_;
};

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

std::vector<data::Fold> all_folds(const data::Folds& drawn) {
  auto out = drawn.folds;
  out.insert(out.end(), drawn.left_out.begin(), drawn.left_out.end());
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return out;
}

/// Which clip is tested in which fold, and which it may be learned from. How the latter are divided
/// is the validation rule's field. Folds that are left out count, and are named behind the rest:
/// runs of single folds tell that they are parts of one.
std::string folds(const Prepared& prepared, const ClipNames& names) {
  Sha256 hash;
  for (const auto& drawn : prepared.folds) {
    for (const auto& fold : all_folds(drawn)) {
      std::set<std::size_t> learned(fold.train.begin(), fold.train.end());
      learned.insert(fold.validation.begin(), fold.validation.end());
      for (const auto i : fold.test) learned.erase(i);
      // By their names, so that it does not matter which corpus is listed first.
      const auto add = [&](const auto& clips, char part) {
        std::vector<std::string> lines;
        for (const auto i : clips)
          lines.push_back(std::to_string(fold.number) + part + names.of(i) + "\n");
        std::sort(lines.begin(), lines.end());
        for (const auto& line : lines) hash.add(line);
      };
      add(fold.test, 't');
      add(learned, 'l');
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

bool validates(const Prepared& prepared) {
  for (const auto& drawn : prepared.folds) {
    for (const auto& fold : all_folds(drawn)) {
      if (!fold.validation.empty()) return true;
    }
  }
  return false;
}

/// What was done, and with which clips: the same rule takes others where it stratifies, and
/// "official" is whatever the data give.
std::string validation(const Prepared& prepared, const ClipNames& names) {
  const auto& rule = prepared.folds.front().validation;
  if (!validates(prepared) || prepared.folds.front().validation_is_test) return rule;
  std::vector<std::vector<run::ValidationClip>> seeds;
  for (const auto& drawn : prepared.folds) {
    auto& clips = seeds.emplace_back();
    for (const auto& fold : all_folds(drawn)) {
      for (const auto i : fold.validation) clips.push_back({fold.number, names.of(i)});
    }
  }
  return run::validation_text(rule, std::move(seeds));
}

/// As the dataset gave it.
std::string key_of(const data::DroppedClip& clip, const data::Manifest& manifest) {
  if (manifest.corpora.size() < 2) return clip.key;
  for (const auto& corpus : manifest.corpora) {
    if (clip.key.starts_with(corpus.name + "/")) return clip.key.substr(corpus.name.size() + 1);
  }
  return clip.key;
}

/// "none", or how many and which, by their keys: the sentences hold paths.
std::string damaged(const data::Manifest& manifest) {
  if (manifest.damaged.empty()) return "none";
  std::set<std::string> keys;
  for (const auto& clip : manifest.damaged) keys.insert(key_of(clip, manifest));
  Sha256 hash;
  for (const auto& key : keys) hash.add("clip '" + key + "\n");
  return count_of(manifest.damaged.size(), "clip") + ", " + short_hash(hash.hex());
}

/// Not the list of corpora, which would keep any two encoders apart, but what of it spoils the
/// test: the tested corpora that the encoder was trained on.
std::string seen_before(const Prepared& prepared, const train::Pretraining& pretraining) {
  std::vector<run::TestedCorpus> tested;
  const auto corpora = tested_corpora(prepared);
  const auto& tables = prepared.experiment.datasets;
  for (std::size_t c = 0; c < tables.size(); ++c) {
    if (corpora.contains(c)) tested.push_back({tables[c].name, tables[c].component.info->name});
  }
  return run::seen_in_pretraining({pretraining.corpora, pretraining.known}, tested);
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

std::string label(const Prepared& prepared, const train::TaskFacts& facts,
                  const std::string& partition) {
  const auto& experiment = prepared.experiment;
  const auto& manifest = prepared.manifest;
  const auto& drawn = prepared.folds.front();
  const auto classes = std::to_string(facts.classes.size()) + "c";
  const auto task = facts.classes.empty()                         ? experiment.task
                    : experiment.task == metrics::kClassification ? classes
                                                                  : experiment.task + "-" + classes;
  const auto from = drawn.validation_is_test
                        ? std::string("test")
                        : drawn.validation.substr(0, drawn.validation.find(' '));
  const auto tested = tested_of(prepared);
  std::vector<std::string> parts = {join(names_of(manifest), "+") +
                                    (tested.empty() ? "" : ">" + join(tested, "+")) + ":" + task};
  if (manifest.clips.size() < manifest.listed_clips)
    parts.push_back(std::to_string(manifest.clips.size()) + " of " +
                    count_of(manifest.listed_clips, "clip"));
  parts.push_back(protocol_label(prepared));
  if (const auto part = run::part_of_folds(partition); !part.empty()) parts.push_back(part);
  parts.push_back("dev:" + from);
  parts.push_back("sel:" + (validates(prepared) ? experiment.protocol.select : run::kLastEpoch));
  if (cropped_test_clips(prepared) > 0)
    parts.push_back("cut:" + exact(*experiment.train.max_seconds) + " s");
  if (const auto speakers = test_speakers(prepared); speakers != run::TestSpeakers::others)
    parts.push_back(run::words_of(speakers));
  parts.push_back("seeds:" + std::to_string(experiment.seeds.size()));
  parts.push_back("serhost:" + version());
  return join(parts, " | ");
}

/// What the experiment says of fields in a checkpoint's config that nobody knows here: whether they
/// change what is computed rests on its author's word.
std::string ignored_fields(const config::Experiment& experiment) {
  std::vector<std::string> all;
  for (const auto& backbone : experiment.backbones) {
    const auto* const info = backbone.component.info;
    const auto& values = backbone.component.values;
    for (std::size_t i = 0; info != nullptr && i < values.size(); ++i) {
      const auto* const names = std::get_if<std::vector<std::string>>(&values[i]);
      if (names != nullptr && info->parameters.at(i).name == "ignore_fields")
        all.insert(all.end(), names->begin(), names->end());
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return join(all, ", ");
}

}  // namespace

run::Signature comparability_signature(const Prepared& prepared,
                                       const train::Pretraining& pretraining) {
  const auto& protocol = prepared.experiment.protocol;
  const auto task = facts_of(prepared);
  const auto targets = task.classes.empty() && !task.prediction_columns.empty()
                           ? truths(task.prediction_columns)
                           : labels(prepared.manifest);
  const ClipNames names(prepared);
  const auto partition = folds(prepared, names);
  run::Signature out;
  out.fields = {
      {"task", prepared.experiment.task},
      {"corpus", names.text()},
      {"labels", targets},
      {"folds", partition},
      {"fold_seed", protocol.resplit ? "drawn anew for each seed" : std::to_string(protocol.seed)},
      {"validation", validation(prepared, names)},
      {"selection", validates(prepared) ? protocol.select : run::kLastEpoch},
      {"cropping", cropping(prepared)},
      {"damaged", damaged(prepared.manifest)},
      {"metrics", run::kMetricDefinitions},
      {"pretraining", seen_before(prepared, pretraining)}};
  // Only where there are some: the signatures of all other runs stay as they are.
  if (const auto ignored = ignored_fields(prepared.experiment); !ignored.empty())
    out.fields.emplace_back("ignored_fields", ignored);
  out.label = label(prepared, task, partition);
  return out;
}

}  // namespace serhost::app

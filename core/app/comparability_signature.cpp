// Computes the comparability signature from keys, labels and audio, never from paths: two
// laboratories with the same corpus get the same hash.
#include "app/comparability_signature.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "app/comparability_label.hpp"
#include "app/tested_clips.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/task_info.hpp"
#include "data/manifest/assemble.hpp"
#include "data/manifest/clips_csv.hpp"
#include "metrics/rows.hpp"
#include "run/partition.hpp"
#include "run/pretraining_corpora.hpp"
#include "run/signature_fields.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

std::string short_hash(const std::string& hash) { return hash.substr(0, 16); }

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
      if (manifest.dialogues) hash.add(data::hashed_place(given));
      hash.add(data::hashed_targets(manifest, clip));
      ++clips[clip.corpus];
    }
    for (const auto& clip : manifest.heard) {  // whatever its label, which nobody hears
      const auto& given = listed(clip);
      auto& hash = hashes.at(clip.corpus);
      const auto add = [&hash](const std::string& text) {
        hash.add(std::to_string(text.size()) + ":" + text);
      };
      hash.add("\n");
      add(given.key);
      add(given.speaker.value_or("-"));
      hash.add(data::hashed_place(given));
      add(clip.digest);
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
    return run::corpus_text(manifest_.clips.size(), manifest_.hash, data::audio_hash(manifest_));
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

/// Which clip is tested in which fold, and which it may be learned from. How the latter are divided
/// is the validation rule's field. Folds that are left out count, and are named behind the rest:
/// runs of single folds tell that they are parts of one.
std::string folds(const Prepared& prepared, const ClipNames& names) {
  std::vector<std::map<std::int64_t, run::FoldClips>> seeds;
  for (const auto& drawn : prepared.folds) {
    auto& of_seed = seeds.emplace_back();
    for (const auto& fold : all_folds(drawn)) {
      std::set<std::size_t> learned(fold.train.begin(), fold.train.end());
      learned.insert(fold.validation.begin(), fold.validation.end());
      for (const auto i : fold.test) learned.erase(i);
      auto& clips = of_seed[fold.number];
      for (const auto i : fold.test) clips.tested.push_back(names.of(i));
      for (const auto i : learned) clips.learned.push_back(names.of(i));
    }
  }
  const auto& drawn = prepared.folds.front();
  std::vector<std::int64_t> run;
  for (const auto& fold : drawn.folds) run.push_back(fold.number);
  return run::partition_text(prepared.experiment.protocol.name,
                             drawn.folds.size() + drawn.left_out.size(), run::partition_hash(seeds),
                             run);
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

/// Of classification the list of clips says it all.
train::TaskFacts facts_of(const Prepared& prepared) {
  const auto& task = prepared.experiment.task;
  if (metrics::is_of_labels(task) || config::find_task(task) == nullptr)
    return {prepared.manifest.classes, {}};
  return train::task_facts(prepared.experiment, prepared.manifest);
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
  if (prepared.manifest.dialogues) {
    const auto& heard = prepared.experiment.conversation;
    out.fields.emplace_back(
        "history",
        count_of(static_cast<std::size_t>(heard.turns), "turn") +
            (heard.shortest > 0 ? ", " + std::to_string(heard.shortest) + " at least" : "") +
            (heard.include_target ? " and the clip itself" : ""));
  }
  // Only where there are some: the signatures of all other runs stay as they are.
  if (const auto ignored = ignored_fields(prepared.experiment); !ignored.empty())
    out.fields.emplace_back("ignored_fields", ignored);
  out.label = label_of(prepared, task, partition);
  return out;
}

}  // namespace serhost::app

// The one place where experiment, manifest and plugins become the record's text.
#include "app/run_facts.hpp"

#include <algorithm>
#include <set>

#include "app/comparability_signature.hpp"
#include "app/tested_clips.hpp"
#include "app/version.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/keys.hpp"
#include "data/manifest/clips_csv.hpp"
#include "data/protocol/sharing.hpp"
#include "host/library_hash.hpp"

namespace serhost::app {
namespace {

run::PluginFact fact_of(const config::ComponentRef& chosen) {
  const auto& info = *chosen.info;
  run::PluginFact fact;
  fact.kind = name_of(info.kind);
  fact.name = info.name;
  fact.title = info.title;
  fact.order = info.order;
  fact.version = info.plugin_version;
  fact.file = info.file.filename().string();
  fact.sha256 =
      info.built_in == nullptr ? host::library_hash(info.file) : sha256_of_file("/proc/self/exe");
  fact.abi = {
      {"api", std::to_string(info.abi.api_major) + "." + std::to_string(info.abi.api_minor)},
      {"torch", info.abi.torch_version},
      {"stdlib", info.abi.stdlib},
      {"build", info.abi.build},
      {"compiler", info.abi.compiler}};
  return fact;
}

void add_data(const Prepared& prepared, const train::Facts& facts, run::RunFacts& out) {
  const auto& manifest = prepared.manifest;
  out.manifest_hash = manifest.hash;
  // Only what took part: official splits and lists of folds may leave clips out.
  std::set<std::size_t> used;
  for (const auto& folds : prepared.folds) {
    const auto clips = data::used_clips(folds);
    used.insert(clips.begin(), clips.end());
  }
  std::set<std::string> speakers;
  for (const auto i : used) {
    const auto& clip = manifest.clips[i];
    if (clip.label >= 0)
      ++out.clips_by_class[manifest.classes[static_cast<std::size_t>(clip.label)]];
    if (const auto* name = data::name_in(clip.utterance, data::GroupKind::speaker))
      speakers.insert(*name);
    out.hours += clip.seconds / 3600.0;
  }
  out.clips = used.size();
  out.listed_clips = manifest.listed_clips;
  out.heard_clips = manifest.heard.size();
  out.speakers = speakers.size();
  out.left_out = manifest.left_out;
  constexpr std::size_t kNamed = 100;
  out.audio_hash = data::audio_hash(manifest);
  out.damaged_clips = manifest.damaged.size();
  for (const auto& clip : manifest.damaged) {
    if (out.damaged.size() < kNamed) out.damaged.push_back(clip.text);
  }
  if (prepared.experiment.train.pad_short) {
    const auto padded = data::short_clips(manifest, length_rule(prepared.experiment, facts));
    out.padded_clips = padded.size();
    for (const auto i : padded) {
      if (out.padded.size() < kNamed) out.padded.push_back(manifest.clips[i].utterance.key);
    }
  }
}

}  // namespace

run::RunFacts run_facts(const Prepared& prepared, const train::Facts& facts) {
  const auto& experiment = prepared.experiment;
  const auto& manifest = prepared.manifest;
  run::RunFacts out;
  out.name = experiment.name;
  out.experiment_hash = experiment.experiment_hash;
  out.signature = comparability_signature(prepared, facts.pretraining);
  out.pretraining = facts.pretraining.corpora;
  out.pretraining_known = facts.pretraining.known;
  out.experiment_text = experiment.text;
  out.resolved_text = experiment.resolved;
  out.keys = config::keys_of(experiment.resolved, "resolved.toml");
  out.folds_csv = data::folds_csv(manifest, prepared.folds, experiment.seeds);
  auto task = train::task_facts(experiment, manifest);
  out.task = experiment.task;
  out.classes = std::move(task.classes);
  out.columns = std::move(task.prediction_columns);
  out.seeds = experiment.seeds;
  out.protocol = experiment.protocol.name;
  out.validation = prepared.folds.front().validation;
  out.select = experiment.protocol.select;
  out.validation_is_test = prepared.folds.front().validation_is_test;
  out.test_speakers = test_speakers(prepared);
  out.protocol_seed = experiment.protocol.seed;
  std::vector<std::string> backbones;
  for (const auto& table : experiment.backbones) {
    backbones.push_back(table.component.info->name);
  }
  out.backbone = join(backbones, " + ");
  out.loss = experiment.loss.info->name;
  for (const auto* chosen : config::plugins_of(experiment)) out.plugins.push_back(fact_of(*chosen));
  add_data(prepared, facts, out);
  for (const auto& folds : prepared.folds)
    out.notes.insert(out.notes.end(), folds.notes.begin(), folds.notes.end());
  const auto cache =
      features::plan_cache(experiment.train, manifest, facts.frozen, features::cache_settings());
  if (!cache.note.empty()) out.notes.push_back(cache.note);
  if (const auto note = cropping_note(prepared); !note.empty()) out.notes.push_back(note);
  if (!facts.unreached.empty()) out.notes.push_back(facts.unreached);
  for (const auto& [key, value] : version_facts()) out.versions[key] = value;
  out.versions["device"] = facts.device;
  return out;
}

}  // namespace serhost::app

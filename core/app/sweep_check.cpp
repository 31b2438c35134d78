// Clips and folds of a large corpus take longer than everything else that is checked, and a model
// takes longer than its text.
#include "app/sweep_check.hpp"

#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/keys.hpp"

namespace serhost::app {
namespace {

constexpr std::size_t kMostKept =
    64;  // manifests; cells with the same one mostly follow each other

void add(std::string& to, const std::string& key, const std::string& value) {
  to += key + " = " + std::to_string(value.size()) + ":" + value + "\n";
}

using KeyTexts = std::map<std::string, std::string>;

std::string data_key(const config::Experiment& experiment, const KeyTexts& keys) {
  std::string out;
  for (const auto& [key, value] : keys) {
    const auto table = key.substr(0, key.find('.'));
    if (table == "dataset" || table == "protocol" || table == "task") add(out, key, value);
  }
  if (experiment.protocol.resplit) {
    for (const auto seed : experiment.seeds) add(out, "seed", std::to_string(seed));
  }
  if (experiment.train.max_clips)
    add(out, "max_clips", std::to_string(*experiment.train.max_clips));
  // A model that takes features opens no audio, and lists clips whose audio is not there.
  add(out, "audio", data::takes_audio(experiment) ? "read" : "not read");
  return out;
}

/// Equal for two experiments of the same clips whose models and trainings are tried alike.
std::string model_key(const KeyTexts& keys) {
  std::string out;
  for (const auto& [key, value] : keys) {
    const auto table = key.substr(0, key.find('.'));
    if (table != "name" && table != "seeds" && table != "protocol") add(out, key, value);
  }
  return out;
}

KeyTexts keys_in(const config::Experiment& experiment) {
  return config::keys_of(experiment.resolved, "resolved.toml");
}

}  // namespace

std::string data_key(const config::Experiment& experiment) {
  return data_key(experiment, keys_in(experiment));
}

CellCheck::CellCheck(const Session& session, host::Registry registry, Faults& faults)
    : session_(session),
      prepared_{.registry = std::move(registry), .experiment = {}, .manifest = {}, .folds = {}},
      faults_(faults) {}

const CellCheck::Data& CellCheck::data_of(const std::string& key) {
  if (const auto there = known_.find(key); there != known_.end()) return there->second;
  if (known_.size() == kMostKept) known_.clear();
  auto& fresh = known_[key];
  prepared_.manifest = data::build_manifest(prepared_.experiment, prepared_.registry, fresh.faults);
  if (fresh.faults.empty()) divide(prepared_, fresh.faults);
  fresh.manifest = std::move(prepared_.manifest);
  fresh.folds = std::move(prepared_.folds);
  return fresh;
}

void CellCheck::check(const sweep::Cell& cell) {
  if (!cell.excluded.empty()) return;
  const auto keys = keys_in(cell.experiment);
  const auto data = data_key(cell.experiment, keys);
  prepared_.experiment = cell.experiment;
  const auto& shared = data_of(data);
  std::string clips = shared.manifest.hash;
  for (const auto& name : shared.manifest.classes) add(clips, "class", name);
  for (const auto& fault : shared.faults.all()) clips += fault.message;
  if (!tried_.insert(sha256(clips + model_key(keys))).second) return;
  prepared_.manifest = shared.manifest;
  prepared_.folds = shared.folds;
  auto own = shared.faults;
  check_model(session_, prepared_, own);
  for (const auto& fault : own.all()) {
    if (told_.insert(fault.message).second) faults_.add(fault.exit, fault.message);
  }
}

}  // namespace serhost::app

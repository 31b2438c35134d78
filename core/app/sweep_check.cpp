// Clips and folds of a large corpus take longer than everything else that is checked.
#include "app/sweep_check.hpp"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "config/keys.hpp"

namespace serhost::app {

std::string data_key(const config::Experiment& experiment) {
  std::string out;
  const auto add = [&](const std::string& key, const std::string& value) {
    out += key + " = " + std::to_string(value.size()) + ":" + value + "\n";
  };
  for (const auto& [key, value] : config::keys_of(experiment.resolved, "resolved.toml")) {
    const auto table = key.substr(0, key.find('.'));
    if (table == "dataset" || table == "protocol" || table == "task") add(key, value);
  }
  if (experiment.protocol.resplit) {
    for (const auto seed : experiment.seeds) add("seed", std::to_string(seed));
  }
  if (experiment.train.max_clips) add("max_clips", std::to_string(*experiment.train.max_clips));
  // A model that takes features opens no audio, and lists clips whose audio is not there.
  add("audio", data::takes_audio(experiment) ? "read" : "not read");
  return out;
}

void check_cells(const Session& session, Prepared& prepared, const sweep::Sweep& swept,
                 Faults& faults) {
  struct Data {
    data::Manifest manifest;
    std::vector<data::Folds> folds;
    Faults faults;
  };
  std::map<std::string, Data> known;
  std::set<std::string> told;
  for (const auto& cell : swept.cells) {
    if (!cell.excluded.empty()) continue;
    const auto [at, fresh] = known.try_emplace(data_key(cell.experiment));
    auto& shared = at->second;
    prepared.experiment = cell.experiment;
    if (fresh) {
      prepared.manifest =
          data::build_manifest(prepared.experiment, prepared.registry, shared.faults);
      if (shared.faults.empty()) divide(prepared, shared.faults);
      shared.manifest = std::move(prepared.manifest);
      shared.folds = std::move(prepared.folds);
    }
    prepared.manifest = shared.manifest;
    prepared.folds = shared.folds;
    auto own = shared.faults;
    check_model(session, prepared, own);
    for (const auto& fault : own.all()) {
      if (told.insert(fault.message).second) faults.add(fault.exit, fault.message);
    }
  }
}

}  // namespace serhost::app

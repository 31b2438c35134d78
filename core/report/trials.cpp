// Hyper-parameters are chosen on validation data only: a trial's test metric is never looked at
// before it is chosen.
#include "report/trials.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "metrics/registry.hpp"
#include "run/validation.hpp"

namespace serhost::report {
namespace {

/// Keys in which runs of one experiment may differ: who they are, which part of the work they did,
/// where they ran.
bool names_a_part(const std::string& key, const GridOptions& options) {
  static const std::set<std::string> parts = {
      "name",           "seed",          "seeds",        "fold",
      "protocol.folds", "protocol.file", "train.device", "train.checkpoints"};
  return parts.contains(key) && key != options.rows && key != options.columns;
}

/// What makes two runs one experiment.
std::string identity(const run::EvaluatedRun& run, const GridOptions& options) {
  if (run.keys.empty()) return run.run.facts.experiment_hash + "\n" + run.folders.front().string();
  std::string out;
  for (const auto& [key, value] : run.keys) {
    if (!names_a_part(key, options)) out += key + "=" + value + "\n";
  }
  return out;
}

}  // namespace

std::vector<run::EvaluatedRun> experiments_of(std::vector<run::EvaluatedRun> runs,
                                              const GridOptions& options) {
  std::vector<std::pair<std::string, std::vector<run::EvaluatedRun>>> groups;
  for (auto& run : runs) {
    const auto own = identity(run, options);
    const auto at = std::find_if(groups.begin(), groups.end(),
                                 [&](const auto& group) { return group.first == own; });
    if (at == groups.end())
      groups.emplace_back(own, std::vector<run::EvaluatedRun>{}).second.push_back(std::move(run));
    else at->second.push_back(std::move(run));
  }
  std::vector<run::EvaluatedRun> out;
  for (auto& [own, parts] : groups) out.push_back(merge_by_seed(std::move(parts)));
  return out;
}

std::size_t chosen_trial(const std::vector<std::size_t>& trials,
                         const std::vector<run::EvaluatedRun>& experiments,
                         const std::string& place) {
  std::vector<const run::EvaluatedRun*> all;
  for (const auto i : trials) all.push_back(&experiments[i]);
  if (const auto reasons = reasons_not_to_rank(all); !reasons.empty()) {
    throw Error(Exit::failed,
                "the cell " + place + " holds results that are not comparable; they differ in\n  " +
                    join(reasons, "\n  ") +
                    "\nmake the key that differs an axis (--rows, --columns), or name fewer runs");
  }
  std::size_t best = trials.front();
  const auto& select = experiments[best].run.facts.select;
  std::optional<double> highest;
  for (const auto i : trials) {
    const auto own = validation_of(experiments[i].run);
    if (!own || std::isnan(*own) || experiments[i].run.facts.validation_is_test ||
        experiments[i].run.facts.select != select) {
      std::vector<std::string> names;
      for (const auto k : trials) names.push_back(experiments[k].name);
      throw Error(Exit::failed, std::to_string(trials.size()) + " experiments fall into the cell " +
                                    place + " (" + join(names, ", ") +
                                    "), and no validation metric of theirs can tell which to show; "
                                    "choose other --rows and --columns, or name fewer runs");
    }
    if (!highest || metrics::is_better(*own, *highest, select)) highest = own, best = i;
  }
  return best;
}

std::vector<std::string> varied_keys(const std::vector<std::size_t>& trials,
                                     const std::vector<run::EvaluatedRun>& experiments,
                                     const GridOptions& options) {
  std::map<std::string, std::set<std::string>> values;
  for (const auto i : trials) {
    for (const auto& [key, value] : experiments[i].keys) values[key].insert(value);
  }
  std::vector<std::string> out;
  for (const auto& [key, found] : values) {
    if (found.contains(run::kTuned) || (found.size() > 1 && !names_a_part(key, options)))
      out.push_back(key);
  }
  return out;
}

}  // namespace serhost::report

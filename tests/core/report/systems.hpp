// Finished runs of the made-up corpus in folders of their own, for the tests of comparisons and
// reports.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/run/sample.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::run::sample {

/// As a registration names it: with a title and a place of its own, or without.
inline PluginFact component(const std::string& kind, const std::string& name) {
  static const std::map<std::string, std::pair<std::string, int>> known = {
      {"lstm", {"LSTM", 10}},        {"vggish", {"VGGish", 20}}, {"hubert", {"HuBERT", 40}},
      {"cross_entropy", {"CE", 10}}, {"focal", {"Focal", 30}},   {"ccc", {"CCC", 50}}};
  PluginFact out{kind, name, "0.1.0", "plugins/" + name + ".so", std::string(64, 'a'), {}};
  out.title = name;
  if (const auto at = known.find(name); at != known.end())
    std::tie(out.title, out.order) = at->second;
  return out;
}

/// What each of the six speakers has wrong in each seed.
using Wrong = std::vector<std::vector<int>>;

/// A finished run in `folder`. Of each seed and speaker, so many first classes are taken for the
/// next class: with four classes and equal speakers its UA is 1 - wrong / 4.
inline void finish_run_of_speakers(const std::filesystem::path& folder, const std::string& name,
                                   std::vector<std::int64_t> seeds, const Wrong& wrong,
                                   const std::function<void(RunFacts&)>& change = {},
                                   const std::vector<std::int64_t>& folds = {1, 2}) {
  auto told = facts(seeds);
  told.name = name;
  told.seeds = seeds;
  if (change) change(told);
  told.plugins = {component("backbone", told.backbone), component("loss", told.loss)};
  std::filesystem::create_directories(folder);
  RunRecord record(folder, told);
  for (std::size_t s = 0; s < seeds.size(); ++s) {
    for (const auto number : folds) {
      record.fold_started(
          {number, 2, seeds[s], "part " + std::to_string(number), 9, 3, 12, 1000, 100});
      for (std::int64_t count = 1; count <= 2; ++count)
        record.epoch_ended(epoch(number, seeds[s], count, 1.0 / static_cast<double>(count)));
      record.fold_ended(fold(number, seeds[s], wrong.at(s)));
    }
  }
  record.finish();
}

/// The same with all speakers of a seed alike.
inline void finish_run(const std::filesystem::path& folder, const std::string& name,
                       std::vector<std::int64_t> seeds, const std::vector<int>& wrong,
                       const std::function<void(RunFacts&)>& change = {},
                       const std::vector<std::int64_t>& folds = {1, 2}) {
  Wrong all;
  for (const int each : wrong) all.emplace_back(6, each);
  finish_run_of_speakers(folder, name, std::move(seeds), all, change, folds);
}

inline EvaluatedRun system_of_speakers(const Folder& folder, const std::string& name,
                                       std::vector<std::int64_t> seeds, const Wrong& wrong,
                                       const std::function<void(RunFacts&)>& change = {}) {
  finish_run_of_speakers(folder / name, name, std::move(seeds), wrong, change);
  return read_evaluated_run(folder / name);
}

inline EvaluatedRun system(const Folder& folder, const std::string& name,
                           std::vector<std::int64_t> seeds, const std::vector<int>& wrong,
                           const std::function<void(RunFacts&)>& change = {}) {
  finish_run(folder / name, name, std::move(seeds), wrong, change);
  return read_evaluated_run(folder / name);
}

}  // namespace serhost::run::sample

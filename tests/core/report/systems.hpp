// Finished runs of the made-up corpus in folders of their own, for the tests of comparisons and
// reports.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/run/sample.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::run::sample {

/// A finished run in `folder`. Of each seed, `wrong` first classes of every speaker are taken for
/// the next class: with four classes its UA is 1 - wrong / 4.
inline void finish_run(const std::filesystem::path& folder, const std::string& name,
                       std::vector<std::int64_t> seeds, const std::vector<int>& wrong,
                       const std::function<void(RunFacts&)>& change = {},
                       const std::vector<std::int64_t>& folds = {1, 2}) {
  auto told = facts(seeds);
  told.name = name;
  told.seeds = seeds;
  if (change) change(told);
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

inline EvaluatedRun system(const Folder& folder, const std::string& name,
                           std::vector<std::int64_t> seeds, const std::vector<int>& wrong,
                           const std::function<void(RunFacts&)>& change = {}) {
  finish_run(folder / name, name, std::move(seeds), wrong, change);
  return read_evaluated_run(folder / name);
}

}  // namespace serhost::run::sample

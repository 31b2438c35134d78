// Sessions of one small run in a folder.
#pragma once

#include <filesystem>
#include <string>

#include "core/train/fixtures.hpp"
#include "run/run_record.hpp"
#include "support/run_files.hpp"
#include "train/loop.hpp"

namespace serhost::fakes {

namespace fs = std::filesystem;

inline run::RunFacts facts(const config::Experiment& experiment) {
  run::RunFacts out;
  out.name = experiment.name;
  out.experiment_hash = "epochs " + std::to_string(experiment.train.epochs);
  out.experiment_text = out.resolved_text = "name = \"test\"\n";
  out.folds_csv = "key,fold,part\n";
  out.classes = {"up", "down"};
  out.seeds = experiment.seeds;
  out.protocol = "holdout";
  out.manifest_hash = "m";
  return out;
}

/// One session of a run, as the command `run` has it. Throws what ends it.
inline void session(const fs::path& folder, const config::Experiment& experiment,
                    const train::Composer& compose, train::RunOptions options = {},
                    const data::Folds& folds = halves(16),
                    const data::Manifest& manifest = up_and_down(16)) {
  run::RunRecord record(folder, facts(experiment));
  options.checkpoints = folder / "checkpoints";
  options.threads = 1;
  options.resume = true;
  options.skip = [&](std::int64_t fold, std::int64_t seed) { return record.has(fold, seed); };
  train::run_with(compose, experiment, manifest, {folds}, record, options);
  record.finish();
}

}  // namespace serhost::fakes

// A run with what it predicted, ready to be set against another clip by clip.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "metrics/scores.hpp"
#include "run/run.hpp"

namespace serhost::run {

/// The test clips of one seed, sorted by key; parallel columns.
struct EvaluatedSeed {
  std::int64_t seed = 0;
  std::vector<std::string> clips;
  std::vector<std::int64_t> folds;
  metrics::Outcomes outcomes;
};

/// The value of a key that was chosen for each fold and seed by its validation part.
inline constexpr char kTuned[] = "tuned";

struct EvaluatedRun {
  std::string name;                            ///< what tables call it
  std::vector<std::filesystem::path> folders;  ///< one, or those of the runs that were joined
  Run run;
  std::map<std::string, std::string>
      keys{};  ///< of the experiment, by dotted name; whoever reads resolved.toml fills them
  std::size_t chosen_among =
      1;  ///< trials from which each fold and seed took its own by validation; as cell.json says
  std::vector<EvaluatedSeed> seeds{};  ///< by seed
};

/// A finished run. Throws Error: missing where run.json or predictions.csv is not there, failed
/// where the run is not finished, damaged where the predictions are not those that run.json counts.
EvaluatedRun read_evaluated_run(const std::filesystem::path& run_directory);
/// The same of a folder whose run.json has been read.
EvaluatedRun read_evaluated_run(Run run, const std::filesystem::path& run_directory);

/// One of several runs of the same experiment that share no fold and seed, as an array of jobs
/// leaves them: results together, the summary computed anew. Throws Error(failed) for a fold and
/// seed that two of them have.
EvaluatedRun merge_by_seed(std::vector<EvaluatedRun> parts);

/// Mean over the seeds of one metric over all clips of a seed; NaN without seeds.
double pooled(const EvaluatedRun& tested, const std::string& metric);

}  // namespace serhost::run

// A run as its directory holds it: what was run, the result of every fold and seed, the summary,
// the epochs. Tables and reports are made from this alone, so they can be made again at any time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/scores.hpp"
#include "run/events.hpp"
#include "run/facts.hpp"

namespace serhost::run {

/// One fold of one seed.
struct Result {
  std::int64_t fold = 1, seed = 0;
  std::string name, part = "test";
  std::size_t train_clips = 0, validation_clips = 0;
  std::int64_t parameters = 0, trainable = 0;
  std::int64_t best_epoch = 0;
  double train_seconds = 0.0, test_seconds = 0.0, host_seconds = 0.0;
  metrics::Scores scores;  ///< recall and confusion are classification's
};

/// One metric over all folds and seeds; NaN where undefined (one fold has no deviation).
struct MetricSummary {
  double pooled = 0.0;      ///< all test clips of a seed pooled, averaged over seeds
  double folds_mean = 0.0;  ///< mean over folds of each fold's value, averaged over seeds
  double folds_sd = 0.0;  ///< sample deviation over folds of each fold's value, averaged over seeds
  double seeds_sd = 0.0;  ///< sample deviation over seeds of the pooled value
  std::optional<double> low, high;
  std::string method;                   ///< of the interval, or why there is none
  std::optional<std::size_t> speakers;  ///< absent: unknown
  /// What the best constant answer reaches, of tasks other than classification, where the counts of
  /// classes say it; NaN where there is no such level.
  double chance = std::numeric_limits<double>::quiet_NaN();
};

struct Run {
  std::string status = "running";  ///< running | finished
  RunFacts facts;                  ///< without the texts of the experiment
  std::int64_t folds = 0;
  std::vector<Result> results;                   ///< in the order in which they ended
  std::map<std::string, MetricSummary> summary;  ///< empty until finished
  std::string predictions_hash{};  ///< SHA-256 of predictions.csv; "" until finished, and of
                                   ///< records of earlier versions
  std::map<std::string, std::string> files{};  ///< SHA-256 of kHashedFiles (run/record_files.hpp);
                                               ///< likewise
  bool altered = false;           ///< read from a text that is not what it hashes of itself
  std::string started, finished;  ///< UTC, ISO 8601
  double wall_seconds = 0.0;      ///< of all sessions of the run together
  std::int64_t peak_memory = 0;   ///< bytes resident, of the largest session
  std::vector<EpochEnded> history;

  bool is_finished() const { return status == "finished"; }
};

/// Reads run.json and, where it is there, history.csv. Throws Error(missing) where there is no
/// run.json, Error(damaged) where it is not one.
Run read_run(const std::filesystem::path& run_directory);

/// The names of a run's metrics in the order of tables: those of its task, whether or not they are
/// in the summary yet.
std::vector<std::string> metric_names(const Run& run);

/// The metric that the run is reported by; of a task that this program does not have, the first of
/// its summary, and "" without one.
std::string main_metric(const Run& run);

/// The confusion matrix of all results, summed over folds and seeds; of no classes where the task
/// is not classification.
metrics::Confusion total_confusion(const Run& run);

/// Test clips of one seed (of the first, where seeds differ), which is what a pooled metric rests
/// on.
std::size_t test_clips(const Run& run);

}  // namespace serhost::run

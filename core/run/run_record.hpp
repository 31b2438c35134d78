// Watches a run and leaves its record: predictions.csv, history.csv, folds.csv, run.json,
// tensorboard/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "metrics/scores.hpp"
#include "run/events.hpp"
#include "run/facts.hpp"
#include "run/run.hpp"

namespace serhost::run {

/// The tested clips of each fold and seed.
using TestedClips = std::map<std::pair<std::int64_t, std::int64_t>, metrics::Outcomes>;
/// Files of a finished run for people to read, by name: the report, which stands above this
/// library, makes them.
using Pages = std::function<std::map<std::string, std::string>(const Run&, const TestedClips&)>;

/// Writes into `directory`, which exists. Everything is appended and flushed, or replaced by
/// rename, as it happens.
class RunRecord : public RunObserver {
 public:
  RunRecord(std::filesystem::path directory, RunFacts facts);
  ~RunRecord() override;

  void fold_started(const FoldStarted&) override;
  void epoch_ended(const EpochEnded&) override;
  void fold_ended(const FoldEnded&) override;
  void note(const std::string& text) override;

  /// Folds that an earlier, interrupted run of the same experiment finished; their rows are kept.
  bool has(std::int64_t fold, std::int64_t seed) const;

  /// Before its first epoch: the experiment's keys as this fold and seed have them, where that is
  /// not what the facts say. A tuned cell takes other hyper-parameters in each fold.
  void set_keys(std::int64_t fold, std::int64_t seed, std::map<std::string, std::string> keys);

  /// Computes the summary and writes `pages` of it and then run.json ("finished"): a record that
  /// says so is complete.
  void finish(const Pages& pages = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serhost::run

// The record is written by the same code as any run's, from what the trials' records say: the
// figures are computed anew.
#include "sweep/nested.hpp"

#include <map>
#include <set>

#include "base/csv.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "config/keys.hpp"
#include "run/predictions.hpp"
#include "run/run.hpp"
#include "run/run_record.hpp"
#include "run/validation.hpp"

namespace serhost::sweep {
namespace {

using FoldAndSeed = std::pair<std::int64_t, std::int64_t>;

struct Finished {
  const Trial* trial;
  run::Run run;
  std::map<FoldAndSeed, const run::Result*> results;
};

/// By fold and seed.
std::map<FoldAndSeed, const run::Result*> by_fold(const run::Run& run) {
  std::map<FoldAndSeed, const run::Result*> out;
  for (const auto& result : run.results) out[{result.fold, result.seed}] = &result;
  return out;
}

void check_alike(const std::vector<Finished>& trials) {
  const auto& first = trials.front();
  for (const auto& each : trials) {
    bool alike = each.run.facts.task == first.run.facts.task &&
                 each.run.facts.columns == first.run.facts.columns &&
                 each.run.facts.manifest_hash == first.run.facts.manifest_hash &&
                 each.run.facts.classes == first.run.facts.classes &&
                 each.run.facts.select == first.run.facts.select &&
                 each.results.size() == first.results.size();
    for (const auto& [key, result] : first.results) alike = alike && each.results.contains(key);
    if (!alike) {
      throw Error(Exit::damaged,
                  each.trial->run.string() + " and " + first.trial->run.string() +
                      " are not trials of one experiment: task, data, classes, folds, "
                      "seeds or the selection metric differ");
    }
  }
}

std::vector<Prediction> predictions_of(const run::PredictionRows& rows, FoldAndSeed at) {
  constexpr std::ptrdiff_t kOwn = 4;  // behind key, speaker, fold and seed: the task's own cells
  std::vector<Prediction> out;
  const auto records = csv_records(rows.text);
  const auto& outcomes = rows.outcomes;
  const auto classes = outcomes.classes;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto fields = csv_split(records[i]);
    Prediction row;
    row.key = fields.front();
    row.speaker = outcomes.speakers[i];
    row.fold = at.first, row.seed = at.second;
    row.cells.assign(fields.begin() + kOwn, fields.end());
    if (!outcomes.of_rows()) {
      const auto begin = outcomes.probabilities.begin() + static_cast<std::ptrdiff_t>(i * classes);
      row.truth = outcomes.truth[i], row.predicted = outcomes.predicted[i];
      row.probabilities.assign(begin, begin + static_cast<std::ptrdiff_t>(classes));
    }
    out.push_back(std::move(row));
  }
  return out;
}

std::map<std::string, std::string> keys_of(const Finished& from, const std::string& name) {
  auto keys = config::keys_of(read_file(from.trial->run / "resolved.toml"),
                              (from.trial->run / "resolved.toml").string());
  keys["name"] = name;
  return keys;
}

void copy_fold(const Finished& from, FoldAndSeed at, run::RunRecord& to) {
  const auto& result = *from.results.at(at);
  FoldStarted started;
  started.fold = result.fold, started.folds = from.run.folds, started.seed = result.seed,
  started.name = result.name;
  started.train = result.train_clips, started.validation = result.validation_clips,
  started.test = result.scores.clips;
  started.parameters = result.parameters, started.trainable = result.trainable;
  to.fold_started(started);
  for (const auto& epoch : from.run.history) {
    if (epoch.fold == at.first && epoch.seed == at.second) to.epoch_ended(epoch);
  }
  FoldEnded ended;
  ended.fold = result.fold, ended.seed = result.seed, ended.name = result.name,
  ended.part = result.part, ended.best_epoch = result.best_epoch;
  ended.train_seconds = result.train_seconds, ended.test_seconds = result.test_seconds,
  ended.host_seconds = result.host_seconds;
  const auto rows =
      run::parse_predictions(read_file(from.trial->run / "predictions.csv"), from.run.facts);
  if (const auto found = rows.find(at); found != rows.end())
    ended.predictions = predictions_of(found->second, at);
  ended.columns = from.run.facts.columns;
  if (ended.predictions.size() != result.scores.clips) {
    throw Error(Exit::damaged, (from.trial->run / "predictions.csv").string() +
                                   ": does not hold the " + count_of(result.scores.clips, "clip") +
                                   " of fold " + std::to_string(at.first) + ", seed " +
                                   std::to_string(at.second));
  }
  to.fold_ended(ended);
}

}  // namespace

std::vector<Selected> select_nested(const std::vector<Trial>& trials, std::int64_t budget,
                                    const std::string& name, const std::filesystem::path& folder) {
  SERHOST_CHECK(!trials.empty());
  std::vector<Finished> finished;
  for (const auto& trial : trials) finished.push_back({&trial, run::read_run(trial.run), {}});
  for (auto& each : finished) each.results = by_fold(each.run);
  check_alike(finished);

  auto facts = finished.front().run.facts;
  const auto text = [&](const char* file) { return read_file(trials.front().run / file); };
  facts.name = name;
  facts.experiment_text = text("experiment.toml"), facts.resolved_text = text("resolved.toml"),
  facts.folds_csv = text("folds.csv");
  facts.notes.push_back(
      "hyper-parameters: chosen for each fold and seed on its validation part among " +
      count_of(trials.size(), "trial") +
      (static_cast<std::int64_t>(trials.size()) < budget
           ? " (of " + std::to_string(budget) + " planned)"
           : "") +
      ", by " + facts.select);
  make_directory(folder);
  for (const char* old : {"run.json", "history.csv", "predictions.csv", "tensorboard"})
    remove_tree(folder / old);
  run::RunRecord record(folder, facts);
  std::vector<Selected> out;
  for (const auto& result :
       finished.front().run.results) {  // in the order in which the folds ended
    const FoldAndSeed at{result.fold, result.seed};
    const Finished* best = nullptr;
    double figure = 0.0;
    for (const auto& each : finished) {
      const auto value = run::validation_of(each.run, *each.results.at(at));
      if (!value)
        throw Error(Exit::damaged, each.trial->run.string() + ": fold " + std::to_string(at.first) +
                                       " has no validation metric '" + facts.select + "'");
      if (best == nullptr || run::is_better(*value, figure, facts.select))
        best = &each, figure = *value;
    }
    record.set_keys(at.first, at.second, keys_of(*best, name));
    copy_fold(*best, at, record);
    out.push_back({at.first, at.second, best->trial->number, figure});
  }
  record.finish();
  return out;
}

}  // namespace serhost::sweep

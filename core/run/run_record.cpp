// The record grows as the run does: predictions are on disk before run.json names their fold, so an
// interruption at any moment leaves rows that either belong to a finished fold or are dropped by
// the next session.
#include "run/run_record.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>
#include <set>

#include "base/csv.hpp"
#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/memory_use.hpp"
#include "base/remedy.hpp"
#include "base/text.hpp"
#include "base/utc.hpp"
#include "base/utf8.hpp"
#include "run/cleaned_facts.hpp"
#include "run/history.hpp"
#include "run/predictions.hpp"
#include "run/record_files.hpp"
#include "run/run.hpp"
#include "run/run_json.hpp"
#include "run/summary.hpp"
#include "run/tensorboard.hpp"

namespace serhost::run {
namespace {

using FoldAndSeed = std::pair<std::int64_t, std::int64_t>;

constexpr const char* kResumed = "resumed with ";  // begins the notes that later sessions pass on

/// Whether two lists of folds put the same clips into the same parts. Records of earlier versions
/// do not have the last column, the speakers.
bool same_parts(const std::string& earlier, const std::string& now) {
  if (earlier == now) return true;
  const auto a = read_csv(earlier).rows, b = read_csv(now).rows;
  if (a.empty() || a.size() != b.size()) return false;
  const auto columns = a.front().fields.size();
  return std::equal(a.begin(), a.end(), b.begin(), [&](const CsvRow& x, const CsvRow& y) {
    return x.fields.size() == columns && y.fields.size() >= columns &&
           std::equal(x.fields.begin(), x.fields.end(), y.fields.begin());
  });
}

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

struct RunRecord::State {
  std::filesystem::path directory;
  Run run;
  TestedClips outcomes;  // of the folds in run.results
  std::map<FoldAndSeed, FoldStarted> started;
  std::set<FoldAndSeed> event_files;                               // begun in this session
  std::map<FoldAndSeed, std::map<std::string, std::string>> keys;  // where they are not the facts'
  std::optional<History> history;  // there once take_over has decided whose rows count
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  double earlier_seconds = 0.0;

  State(std::filesystem::path where, RunFacts facts) : directory(std::move(where)) {
    run.facts = std::move(facts);
    run.started = utc_now();
  }

  std::filesystem::path file(const char* name) const { return directory / name; }

  void add_note(const std::string& note) {
    auto& notes = run.facts.notes;
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }

  void require_same_data(const Run& earlier) const {
    // Rows of another partition beside new ones would test a clip twice or never.
    const bool other_folds = std::filesystem::exists(file("folds.csv")) &&
                             !same_parts(read_file(file("folds.csv")), run.facts.folds_csv);
    if (other_folds || earlier.facts.task != run.facts.task ||
        earlier.facts.manifest_hash != run.facts.manifest_hash ||
        earlier.facts.classes != run.facts.classes) {
      throw RemediableError(
          Exit::config,
          directory.string() +
              " cannot be resumed: the data or the folds have changed since it began",
          Remedy::other_folder);
    }
  }

  /// Of builds of plugins, of threads and of processes.
  void note_changes(const Run& earlier) {
    for (const auto& now : run.facts.plugins) {
      for (const auto& was : earlier.facts.plugins) {
        if (now.kind == was.kind && now.name == was.name && now.sha256 != was.sha256) {
          add_note(kResumed + std::string("another build of the ") + now.kind + " '" + now.name +
                   "'");
        }
      }
    }
    if (const auto began = earlier.facts.determinism.threads;
        began > 0 && began != run.facts.determinism.threads) {
      run.facts.notes.push_back("begun with " +
                                count_of(static_cast<std::size_t>(began), "thread") +
                                ", resumed with " + std::to_string(run.facts.determinism.threads));
    }
    if (const auto began = earlier.facts.processes; began != run.facts.processes) {
      run.facts.notes.push_back("begun with " +
                                count_of(static_cast<std::size_t>(began), "process", "processes") +
                                ", resumed with " + std::to_string(run.facts.processes));
    }
  }

  /// Results of an interrupted session whose predictions are all there. False where there was none,
  /// or one of fewer epochs, whose results are not those of this experiment.
  bool take_over() {
    if (!std::filesystem::exists(file("run.json"))) return false;
    auto earlier = parse_run_json(read_file(file("run.json")), file("run.json").string());
    require_same_data(earlier);
    for (const auto& note : earlier.facts.notes) {
      if (note.starts_with(kResumed)) add_note(note);
    }
    if (earlier.facts.experiment_hash !=
        run.facts.experiment_hash) {  // whoever opened the folder has seen to it that nothing else
                                      // changed
      add_note(kResumed + std::string("more epochs: a run that was to have as many from its "
                                      "beginning may end elsewhere, where the "
                                      "schedule or a component goes by their number"));
      return false;
    }
    note_changes(earlier);
    run.folds = earlier.folds;
    run.started = earlier.started;
    run.peak_memory = earlier.peak_memory;
    earlier_seconds = earlier.wall_seconds;
    if (!std::filesystem::exists(file("predictions.csv"))) return true;
    const auto text = read_file(file("predictions.csv"));
    auto rows = parse_predictions(text, run.facts);
    auto kept = predictions_header(run.facts);
    for (auto& result : earlier.results) {
      const auto found = rows.find({result.fold, result.seed});
      const bool empty = result.scores.clips == 0;
      if (!empty && (found == rows.end() || found->second.outcomes.size() != result.scores.clips))
        continue;
      auto& clips = outcomes[{result.fold, result.seed}] = no_outcomes(run.facts);
      if (!empty) {
        kept += found->second.text;
        clips = std::move(found->second.outcomes);
      }
      run.results.push_back(std::move(result));
    }
    if (kept != text) replace_file(file("predictions.csv"), kept);
    return true;
  }

  void take_times() {
    run.wall_seconds =
        earlier_seconds +
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    run.peak_memory = std::max(run.peak_memory, peak_resident_bytes());
  }

  void write_run_json() {
    take_times();
    replace_file(file("run.json"), run_json(run));
  }
};

RunRecord::RunRecord(std::filesystem::path directory, RunFacts facts)
    : state_(std::make_unique<State>(std::move(directory), cleaned(std::move(facts)))) {
  auto& state = *state_;
  // Epochs of a fold that is not complete stay: training may go on from its last checkpoint. A row
  // gives way when its epoch is run again.
  const bool taken = state.take_over();
  state.write_run_json();  // first: it says what the folder is, whatever interrupts the rest
  if (!taken) disk::remove(state.file("history.csv"));
  state.history.emplace(state.file("history.csv"));
  const auto& told = state.run.facts;
  if (state.run.results.empty())
    replace_file(state.file("predictions.csv"), predictions_header(told));
  replace_file(state.file("experiment.toml"), told.experiment_text);
  replace_file(state.file("resolved.toml"), told.resolved_text);
  replace_file(state.file("folds.csv"), told.folds_csv);
}

RunRecord::~RunRecord() = default;

bool RunRecord::has(std::int64_t fold, std::int64_t seed) const {
  return state_->outcomes.contains({fold, seed});
}

void RunRecord::fold_started(const FoldStarted& fold) {
  state_->started[{fold.fold, fold.seed}] = fold;
  state_->run.folds = std::max(state_->run.folds, fold.folds);
}

void RunRecord::set_keys(std::int64_t fold, std::int64_t seed,
                         std::map<std::string, std::string> keys) {
  state_->keys[{fold, seed}] = std::move(keys);
}

void RunRecord::epoch_ended(const EpochEnded& epoch) {
  auto& state = *state_;
  const bool dropped = state.history->add(epoch);
  const auto file = event_path(state.directory, epoch.fold, epoch.seed);
  if (state.event_files.insert({epoch.fold, epoch.seed}).second || dropped) {
    make_directory(file.parent_path());
    const auto& facts = state.run.facts;
    if (const auto board = state.directory / board_path(); !std::filesystem::exists(board))
      replace_file(board, version_event(now()) + experiment_event(now(), facts.resolved_text));
    const auto own = state.keys.find({epoch.fold, epoch.seed});
    const auto& keys = own == state.keys.end() ? facts.keys : own->second;
    replace_file(file, event_file(now(), state.history->of(epoch.fold, epoch.seed),
                                  hparams_event(now(), keys, facts.name)));
  } else {
    append_file(file, epoch_event(now(), state.history->rows().back()));
  }
}

void RunRecord::fold_ended(const FoldEnded& fold) {
  auto& state = *state_;
  SERHOST_CHECK(!has(fold.fold, fold.seed));
  auto rows = prediction_rows(fold, state.run.facts);
  Result result;
  result.fold = fold.fold;
  result.seed = fold.seed;
  result.name = valid_utf8(fold.name);
  result.part = valid_utf8(fold.part);
  result.best_epoch = fold.best_epoch;
  result.train_seconds = fold.train_seconds;
  result.test_seconds = fold.test_seconds;
  result.host_seconds = fold.host_seconds;
  if (const auto started = state.started.find({fold.fold, fold.seed});
      started != state.started.end()) {
    result.train_clips = started->second.train;
    result.validation_clips = started->second.validation;
    result.parameters = started->second.parameters;
    result.trainable = started->second.trainable;
  } else {
    state.run.folds =
        std::max(state.run.folds,
                 fold.fold);  // of folds that nobody announced, the numbers are all that is known
  }
  result.scores = metrics::score(rows.outcomes);
  append_file(state.file("predictions.csv"), rows.text, true);
  // Its epochs are not told again once run.json names the fold.
  state.history->sync();
  sync_file(event_path(state.directory, fold.fold, fold.seed));
  state.outcomes[{fold.fold, fold.seed}] = std::move(rows.outcomes);
  state.run.results.push_back(std::move(result));
  state.write_run_json();
}

void RunRecord::note(const std::string& text) {
  state_->add_note(valid_utf8(text));
  state_->write_run_json();
}

void RunRecord::finish(const Pages& pages) {
  auto& state = *state_;
  state.run.summary = summarize(state.run.results, state.outcomes);
  state.run.predictions_hash = sha256_of_file(state.file("predictions.csv"));
  state.run.files.clear();
  for (const auto* name : kHashedFiles) {
    if (std::filesystem::exists(state.file(name)))
      state.run.files[name] = sha256_of_file(state.file(name));
  }
  state.run.status = "finished";
  state.run.finished = utc_now();
  state.run.history = state.history->rows();
  state.take_times();
  if (pages) {
    for (const auto& [name, text] : pages(state.run, state.outcomes)) {
      make_directory((state.directory / name).parent_path());
      replace_file(state.directory / name, text);
    }
  }
  state.write_run_json();
}

}  // namespace serhost::run

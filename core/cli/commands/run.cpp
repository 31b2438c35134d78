// serhost run: train and evaluate. Everything that can go wrong before training is told first, all
// at once.
#include "train/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "app/audio_check.hpp"
#include "app/experiment_check.hpp"
#include "app/run_directory.hpp"
#include "app/run_facts.hpp"
#include "app/used_plugins.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "cli/stop_request.hpp"
#include "cli/terminal.hpp"
#include "data/clips_csv.hpp"
#include "data/damage.hpp"
#include "data/verify.hpp"
#include "report/run_pages.hpp"
#include "report/table.hpp"
#include "run/run_record.hpp"

namespace serhost::cli {
namespace {

constexpr const char* kClips = "clips.csv";  // of the run directory

/// Of the environment variable; a minute where it is not set.
double checkpoint_seconds_of(const char* text) {
  if (text == nullptr || *text == '\0') return train::RunOptions().checkpoint_seconds;
  double value = 0.0;
  const auto end = text + std::strlen(text);
  const auto [at, fault] = std::from_chars(text, end, value);
  if (fault == std::errc() && at == end && std::isfinite(value) && value >= 0.0) return value;
  throw ConfigError(std::string("SERHOST_CHECKPOINT_SECONDS is '") + text +
                    "', but must be a number of seconds, 0 or more");
}

/// Passes every event on to two observers.
class TeeObserver : public RunObserver {
 public:
  TeeObserver(RunObserver& first, RunObserver& second) : first_(first), second_(second) {}
  void fold_started(const FoldStarted& e) override {
    first_.fold_started(e), second_.fold_started(e);
  }
  void epoch_ended(const EpochEnded& e) override { first_.epoch_ended(e), second_.epoch_ended(e); }
  void fold_ended(const FoldEnded& e) override { first_.fold_ended(e), second_.fold_ended(e); }
  void progress(const Progress& e) override { first_.progress(e), second_.progress(e); }
  void log(const std::string& line) override { first_.log(line), second_.log(line); }

 private:
  RunObserver &first_, &second_;
};

void print_result(const std::filesystem::path& directory) {
  std::cout << report::result_table(directory, terminal_width(), wants_color(STDOUT_FILENO));
}

/// Reads all audio once; under skip_damaged what is left is divided anew.
void read_all_audio(const Globals& globals, app::Prepared& prepared, Faults& faults) {
  if (!data::takes_audio(prepared.experiment)) return;
  ProgressDisplay display(globals, 0);
  const bool dropped =
      data::check_audio(prepared.manifest, prepared.experiment.datasets, faults,
                        [&](std::size_t done, std::size_t total) {
                          display.progress({"reading audio", static_cast<std::int64_t>(done),
                                            static_cast<std::int64_t>(total), "clips"});
                        });
  if (dropped && faults.empty()) app::divide(prepared, faults);
}

/// A run that goes on must see the audio that it began with.
void compare_audio(const app::RunDirectory& directory, const data::Manifest& manifest) {
  const auto list = directory.path() / kClips;
  if (!std::filesystem::exists(list)) return;
  const auto changed = data::changed_clips(manifest, read_file(list), list.string());
  if (changed.empty()) return;
  throw DataError(data::told(directory.path().string() +
                                 " cannot be resumed: " + count_of(changed.size(), "clip") +
                                 (changed.size() == 1 ? " is" : " are") +
                                 " not what the run began with",
                             changed) +
                  "\nput the audio back, or choose another folder with --out");
}

}  // namespace

int run_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("set,s", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),
       "override one key of the experiment (repeatable)")
      ("out", po::value<std::string>()->value_name("DIR"),
       "the run directory (default: runs/<name>)")
      ("locked", "only with the plugins that the serhost.lock beside the experiment lists")
      ("resume", "go on with an unfinished run")
      ("device", po::value<std::string>()->value_name("D"),
       "auto, cpu, cuda or cuda:N, in place of the experiment's")
      ("max-time", po::value<std::string>()->value_name("T"),
       "stop after this time (90s, 10m, 2h) with exit status 75");
  // clang-format on
  const auto parsed = parse("run", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const double checkpoint_seconds =
      checkpoint_seconds_of(std::getenv("SERHOST_CHECKPOINT_SECONDS"));
  StopRequest stop(parsed.has("max-time") ? std::optional(max_time_from(parsed.text("max-time")))
                                          : std::nullopt);

  Faults faults;
  auto prepared = app::prepare(parsed.globals, parsed.positional[0], parsed.overrides(), faults);
  if (!faults.empty()) {
    app::check_model(prepared, faults);
    // Where some audio is damaged, all of it is told at once.
    if (faults.exit() == Exit::damaged || faults.exit() == Exit::missing)
      read_all_audio(parsed.globals, prepared, faults);
  }
  faults.throw_if_any();
  const auto& experiment = prepared.experiment;
  if (parsed.has("locked")) {
    const std::filesystem::path file = parsed.positional[0];
    app::require_locked(experiment, app::read_lock_beside(file),
                        (file.parent_path() / pack::kLockFile).string());
  }

  app::RunDirectory directory(parsed.has("out") ? std::filesystem::path(parsed.text("out"))
                                                : std::filesystem::path("runs") / experiment.name,
                              experiment.experiment_hash, experiment.resolved,
                              parsed.has("resume"));
  if (directory.state() == app::RunDirectory::State::finished) {
    if (!parsed.globals.quiet)
      std::cerr << directory.path().string()
                << " holds the finished run of this experiment; its result:\n";
    print_result(directory.path());
    return 0;
  }
  const auto facts = app::check_model(prepared, faults);
  if (data::takes_audio(experiment)) {
    read_all_audio(parsed.globals, prepared, faults);
    if (faults.empty()) {
      ProgressDisplay display(parsed.globals, 0);
      app::check_audio(prepared, display, faults);
    }
    if (faults.empty()) compare_audio(directory, prepared.manifest);
  } else {
    for (auto& folds : prepared.folds)
      folds.notes.emplace_back(
          "the model takes features: audio was not read, nor searched for copies invariance parts");
  }
  if (!faults.empty()) directory.abandon();
  faults.throw_if_any();
  train::RunOptions run_options;
  run_options.checkpoints = directory.path() / "checkpoints";
  run_options.threads = parsed.globals.threads;
  run_options.resume = parsed.has("resume");
  run_options.checkpoint_seconds = checkpoint_seconds;
  auto told = app::run_facts(prepared, facts);
  const auto invariance = train::thread_invariance(experiment, prepared.registry, prepared.manifest,
                                                   prepared.folds, run_options);
  told.determinism = {invariance.threads, invariance.same, invariance.why};
  stop.save_first();
  run::RunRecord record(directory.path(), std::move(told));
  if (const auto list = directory.path() / kClips; !std::filesystem::exists(list))
    replace_file(list, data::clips_csv(prepared.manifest));
  replace_file(directory.path() / pack::kLockFile,
               pack::text_of(pack::LockFile{app::used_plugins(experiment)}));
  const auto work =
      experiment.train.epochs *
      static_cast<std::int64_t>(experiment.seeds.size() * prepared.folds.front().folds.size());
  ProgressDisplay display(parsed.globals, work);
  for (const auto& warning : app::warnings(prepared)) display.log("warning: " + warning);
  for (const auto& note : prepared.folds.front().notes) display.log(note);
  if (!directory.growth().empty()) {
    display.log(directory.growth() +
                ": every fold trains on from its last checkpoint, or from its beginning where none "
                "was kept (train.keep = \"all\" keeps them)");
  }
  TeeObserver observers(record, display);
  run_options.skip = [&](std::int64_t fold, std::int64_t seed) { return record.has(fold, seed); };
  run_options.stop = [&] { return stop.asked(); };
  try {
    train::run(experiment, prepared.registry, prepared.manifest, prepared.folds, observers,
               run_options);
    record.finish(report::run_pages);
  } catch (const Error& error) {
    if (error.exit() == Exit::io) {
      throw Error(
          Exit::io,
          std::string(error.what()) +
              "\nthe last checkpoint is whole; make room on the disk and go on with --resume");
    }
    if (error.exit() != Exit::stopped) throw;
    throw Error(Exit::stopped, std::string(error.what()) + "\nfolds that are done are kept in " +
                                   directory.path().string() + "; go on with --resume");
  }
  print_result(directory.path());
  return 0;
}

}  // namespace serhost::cli

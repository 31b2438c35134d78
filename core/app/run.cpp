// Checks, the folder, the audio, the record, training: in this order, so that nothing is left in a
// folder where nothing was done.
#include "app/run.hpp"

#include <chrono>
#include <utility>

#include "app/audio_check.hpp"
#include "app/board.hpp"
#include "app/experiment_check.hpp"
#include "app/remedy.hpp"
#include "app/report_inputs.hpp"
#include "app/run_directory.hpp"
#include "app/run_facts.hpp"
#include "app/run_group.hpp"
#include "app/settings.hpp"
#include "app/tee_observer.hpp"
#include "app/used_plugins.hpp"
#include "base/files.hpp"
#include "data/manifest/clips_csv.hpp"
#include "report/run_pages.hpp"
#include "run/run_record.hpp"
#include "run/tensorboard.hpp"
#include "train/run.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// All that can be known without reading the audio; where some audio is damaged, all of it is
/// reported at once.
Prepared prepared_for(const Session& session, const RunJob& job, RunObserver& observer) {
  Faults faults;
  auto prepared = prepare(session, job.experiment, job.overrides, faults);
  if (!faults.empty()) {
    for (const auto& warning : warnings(prepared)) observer.log("warning: " + warning);
    check_model(session, prepared, faults);
    if (faults.exit() == Exit::damaged || faults.exit() == Exit::missing)
      read_all_audio(prepared, observer, faults);
  }
  faults.throw_if_any();
  if (job.locked) {
    const auto lock = read_lock_beside(job.experiment);
    const auto name = (job.experiment.parent_path() / pack::kLockFile).string();
    if (!job.other_bundled) require_locked(prepared.experiment, lock, name);
    else {
      for (const auto& other : require_locked_but_bundled(prepared.experiment, lock, name))
        observer.log("warning: " + other);
    }
  }
  return prepared;
}

/// The model and the audio; a fresh folder is removed again if either is at fault.
train::Facts checked(const Session& session, Prepared& prepared, RunDirectory& directory,
                     RunObserver& observer) {
  Faults faults;
  auto facts = check_model(session, prepared, faults);
  if (data::takes_audio(prepared.experiment)) {
    read_all_audio(prepared, observer, faults);
    if (faults.empty()) check_copies(prepared, observer, faults);
    if (faults.empty()) require_same_audio(directory.path(), prepared.manifest);
  } else {
    const bool heard = note_audio(prepared, observer);
    for (auto& folds : prepared.folds)
      folds.notes.emplace_back(
          heard ? "the model takes features: audio was read for the signature alone, and not "
                  "searched for copies between parts"
                : "the model takes features: audio was not read, nor searched for copies between "
                  "parts");
  }
  if (!faults.empty()) directory.abandon();
  faults.throw_if_any();
  return facts;
}

std::int64_t epochs_of(const Prepared& prepared) {
  std::size_t folds = 0;
  for (const auto& drawn : prepared.folds) folds += drawn.folds.size();
  const auto seeds = prepared.experiment.seeds.size();
  if (prepared.folds.size() == 1) folds *= seeds;
  return prepared.experiment.train.epochs * static_cast<std::int64_t>(folds);
}

void announce(const Prepared& prepared, const RunDirectory& directory, RunObserver& observer) {
  if (!directory.lock_warning().empty()) observer.log("warning: " + directory.lock_warning());
  for (const auto& warning : warnings(prepared)) observer.log("warning: " + warning);
  for (const auto& note : prepared.folds.front().notes) observer.log(note);
  if (directory.growth().empty()) return;
  observer.log(directory.growth() +
               ": every fold continues from its last checkpoint, or from its beginning if none was "
               "kept (train.checkpoints = \"all\" keeps them)");
}

void train_and_record(const Prepared& prepared, const RunDirectory& directory,
                      run::RunRecord& record, RunObserver& observer,
                      const train::RunOptions& options) {
  TeeObserver observers(record, observer);
  try {
    train::run(prepared.experiment, prepared.registry, prepared.manifest, prepared.folds, observers,
               options);
    record.finish([&](const run::Run& run, const run::TestedClips& clips) {
      auto pages = report::run_pages(run, clips);
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      pages[run::board_path().string()] = board_of(run, std::chrono::duration<double>(now).count());
      return pages;
    });
  } catch (const Error& error) {
    if (error.exit() == Exit::io) {
      throw RemediableError(Exit::io,
                            std::string(error.what()) +
                                "\nthe last checkpoint is complete; free disk space and continue",
                            Remedy::resume_afterwards);
    }
    if (error.exit() != Exit::stopped) throw;
    throw RemediableError(
        Exit::stopped,
        std::string(error.what()) + "\nfinished folds are kept in " + directory.path().string(),
        Remedy::resume);
  }
}

/// Of this process; where it is alone, of the run.
train::RunOptions options_of(const Session& session, const RunJob& job, const fs::path& folder) {
  train::RunOptions out;
  out.checkpoint_seconds = checkpoint_seconds();
  out.checkpoints = folder / "checkpoints";
  out.threads = session.threads;
  out.resume = job.resume;
  out.stop = job.stop;
  return out;
}

fs::path folder_of(const RunJob& job, const Prepared& prepared) {
  return job.folder.value_or(fs::path("runs") / prepared.experiment.name);
}

/// Rank 0 says which experiment it runs, and whether there is anything to do.
constexpr const char* kFinished = " finished";

/// Clips are mixed with others of the whole batch, which are with other processes.
void require_divisible(const RunGroup& group, const config::Experiment& experiment) {
  if (group.size() == 1 || experiment.train.mix == "none") return;
  throw Error(Exit::config, "train.mix = \"" + experiment.train.mix +
                                "\" mixes the clips of a batch, of which each of the " +
                                std::to_string(group.size()) +
                                " processes has a part; run it in one process, or take it out");
}

RunOutcome lead(const RunGroup& group, const Session& session, const RunJob& job,
                RunObserver& observer) {
  auto prepared = prepared_for(session, job, observer);
  const auto& experiment = prepared.experiment;
  require_divisible(group, experiment);
  RunDirectory directory(folder_of(job, prepared), experiment.experiment_hash, experiment.resolved,
                         job.resume, !job.folder);
  const bool finished = directory.state() == RunDirectory::State::finished;
  if (finished) compared_run(directory.path());  // a result without its predictions is none
  group.of_first(experiment.experiment_hash + (finished ? kFinished : ""));
  if (finished) return {directory.path(), true};

  const auto facts = checked(session, prepared, directory, observer);
  auto options = options_of(session, job, directory.path());
  auto told = run_facts(prepared, facts);
  const auto invariance = train::thread_invariance(experiment, prepared.registry, prepared.manifest,
                                                   prepared.folds, options);
  told.determinism = {invariance.threads, invariance.same, invariance.why};
  told.processes = group.size();
  if (job.started) job.started(epochs_of(prepared));
  run::RunRecord record(directory.path(), std::move(told));
  if (const auto list = directory.path() / kClipsFile; !fs::exists(list))
    replace_file(list, data::clips_csv(prepared.manifest));
  replace_file(directory.path() / pack::kLockFile,
               pack::text_of(pack::LockFile{used_plugins(experiment)}));
  announce(prepared, directory, observer);
  options.skip = [&](std::int64_t fold, std::int64_t seed) { return record.has(fold, seed); };
  options.collective = group.collective();  // what came before was for rank 0 alone
  group.meet();
  train_and_record(prepared, directory, record, observer, options);
  return {directory.path(), false};
}

/// The same work on other clips, of which nothing is written or told.
RunOutcome follow(const RunGroup& group, const Session& session, const RunJob& job) {
  RunObserver nobody;
  auto prepared = prepared_for(session, job, nobody);
  require_divisible(group, prepared.experiment);
  const auto folder = folder_of(job, prepared);
  const auto of_first = group.of_first("");
  const auto& hash = prepared.experiment.experiment_hash;
  if (!of_first.starts_with(hash))
    throw Error(Exit::config, job.experiment.string() +
                                  " is another experiment than that of rank 0: all processes must "
                                  "be started alike, and read the same files");
  if (of_first == hash + kFinished) return {folder, true};
  Faults faults;
  if (data::takes_audio(prepared.experiment)) read_all_audio(prepared, nobody, faults);
  else note_audio(prepared, nobody);
  faults.throw_if_any();
  if (job.started) job.started(epochs_of(prepared));
  auto options = options_of(session, job, folder);
  options.collective = group.collective();
  group.meet();
  train::run(prepared.experiment, prepared.registry, prepared.manifest, prepared.folds, nobody,
             options);
  return {folder, false};
}

}  // namespace

RunOutcome run_experiment(const Session& session, const RunJob& job, RunObserver& observer) {
  const RunGroup group(job.world);
  auto own = session;
  own.threads = group.threads(session.threads);
  return group.guarded(
      [&] { return group.first() ? lead(group, own, job, observer) : follow(group, own, job); });
}

}  // namespace serhost::app

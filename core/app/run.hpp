// An experiment from its file to its finished run directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "distributed/world.hpp"
#include "run/events.hpp"

namespace serhost::app {

struct RunJob {
  std::filesystem::path experiment;      ///< the file
  std::vector<std::string> overrides{};  ///< "key=value"
  /// The run directory; runs/<name of the experiment> if it is not given.
  std::optional<std::filesystem::path> folder{};
  bool resume = false;  ///< go on with an unfinished run
  bool locked = false;  ///< only with the plugins that serhost.lock beside the experiment lists
  /// Under `locked`, bundled plugins may be those of another version: a warning instead.
  bool other_bundled = false;
  /// [run] Asked between batches: true saves and throws Error(stopped).
  std::function<bool()> stop{};
  /// Called once everything is checked and before anything is written, with the number of epochs of
  /// all folds and seeds: from now on there is something to save.
  std::function<void(std::int64_t epochs)> started{};
  /// Which of several processes this is, that run the same job together. Rank 0 writes and reports.
  distributed::World world{};
};

struct RunOutcome {
  std::filesystem::path folder;
  bool finished_before = false;  ///< it held the finished run of this experiment already
};

/// [run] Everything that can go wrong before training is reported first, all at once. Warnings,
/// notes and progress go to `observer`, from this thread. Throws Error as docs/commands.md lists
/// the exit statuses, RemediableError if there is something particular to do.
RunOutcome run_experiment(const Session& session, const RunJob& job, RunObserver& observer);

}  // namespace serhost::app

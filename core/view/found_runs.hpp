// The runs and sweeps below the folders that are looked at, as they are at this moment.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "run/run.hpp"
#include "sweep/ledger.hpp"

namespace serhost::view {

struct FoundRun {
  std::string id;  ///< of the folder's path: the same each time
  std::filesystem::path folder;
  run::Run run;
  std::string fault;  ///< why it cannot be read; then `run` is empty
};

struct FoundSweep {
  std::filesystem::path folder;
  std::vector<sweep::LedgerContent> ledgers;
  std::string fault;
};

struct Found {
  std::vector<FoundRun> runs;  ///< in the order of their folders
  std::vector<FoundSweep> sweeps;
};

class RunFinder {
 public:
  /// Runs, sweeps, or folders with such below them, to a depth of four.
  explicit RunFinder(std::vector<std::filesystem::path> roots);

  /// [any] Finished runs are read once.
  Found look();

  /// [any] Throws Error(missing) for an id that no run has.
  FoundRun run(const std::string& id);

 private:
  FoundRun read(const std::filesystem::path& folder);

  std::vector<std::filesystem::path> roots_;
  std::mutex mutex_;
  std::map<std::filesystem::path, FoundRun> finished_;
};

}  // namespace serhost::view

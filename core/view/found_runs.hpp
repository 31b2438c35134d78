// The runs and sweeps below the folders that are looked at, as they are at this moment.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <utility>
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

  /// [any] Finished runs are read once, and again where their run.json was changed or replaced.
  Found look();

  /// [any] Throws Error(missing) for an id that no run has.
  FoundRun run(const std::string& id);

 private:
  /// When a file was written, and its size.
  using Written = std::pair<std::filesystem::file_time_type, std::uintmax_t>;

  static Written written(const std::filesystem::path& file);
  FoundRun read(const std::filesystem::path& folder);

  std::vector<std::filesystem::path> roots_;
  std::mutex mutex_;
  std::map<std::filesystem::path, std::pair<Written, FoundRun>> finished_;
};

}  // namespace serhost::view

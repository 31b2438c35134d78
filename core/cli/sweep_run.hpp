// Runs the cells of a sweep, one after the other, and keeps its ledger.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/progress.hpp"
#include "cli/run_directory.hpp"
#include "cli/stop_request.hpp"
#include "sweep/ledger.hpp"
#include "sweep/sweep.hpp"

namespace serhost::cli {

/// One of `of` processes that share the cells.
struct Shard {
  std::int64_t number = 1, of = 1;
};

class SweepRun {
 public:
  /// Opens or makes `folder` and this shard's ledger in it. Throws Error(cannot_create) where the
  /// folder holds something else or this shard is running already.
  SweepRun(const Globals& globals, const sweep::Sweep& sweep, std::filesystem::path folder,
           Shard shard, bool retry_failed);

  /// Goes through the cells until all are settled or `stop` asks. Throws Error(stopped) or
  /// Error(io); whatever a cell does is in the ledger.
  void run(const StopRequest& stop);

  /// What the ledger says now.
  std::vector<sweep::Entry> entries() { return ledger_.entries(); }

 private:
  using Clock = std::chrono::steady_clock;

  void one(const sweep::Cell& cell, const StopRequest& stop);
  void select_tuned();  ///< of cells whose trials are all settled, in whichever ledger
  void show(const sweep::Cell& cell);
  void ended(const sweep::Cell& cell, const std::string& what, double seconds);
  std::string left() const;

  const Globals& globals_;
  const sweep::Sweep& sweep_;
  std::filesystem::path folder_;
  Lock lock_;
  sweep::Ledger ledger_;
  std::string owner_;
  ProgressDisplay display_;
  std::vector<const sweep::Cell*> queue_;
  std::size_t settled_ = 0, ran_ = 0;
  double seconds_ = 0.0;  ///< of the cells that ended in this session
  std::optional<double> best_;
  std::string best_cell_, figure_;
};

}  // namespace serhost::cli

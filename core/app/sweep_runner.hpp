// Runs the cells of a sweep, one after the other, and keeps its ledger.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/cell_runs.hpp"
#include "app/shard_presence.hpp"
#include "app/sweep_folder.hpp"
#include "app/sweep_progress.hpp"
#include "base/file_lock.hpp"
#include "run/events.hpp"
#include "sweep/ledger.hpp"
#include "sweep/sweep.hpp"

namespace serhost::app {

/// One of `of` processes that share the cells.
struct Shard {
  std::int64_t number = 1, of = 1;
};

class SweepRunner {
 public:
  /// Opens or makes `folder` and this shard's ledger in it. `sweep` and `observer`, which is told
  /// how far it is, must outlive this object. Throws RemediableError(cannot_create) if the folder
  /// holds something else or this shard is running already.
  SweepRunner(const sweep::Sweep& sweep, std::filesystem::path folder, Shard shard, StartCell start,
              RunObserver& observer);

  /// Failed cells are run again.
  void retry_failed();

  /// Goes through the cells until all are settled, or `stop`, which is asked every half second, is
  /// true. Throws RemediableError: stopped, io; whatever a cell does is in the ledger.
  void run(const std::function<bool()>& stop);

  /// What the ledger says now.
  std::vector<sweep::Entry> entries() { return ledger_.entries(); }

  /// What cells are compared by on their validation parts: "ua", "loss".
  const std::string& figure() const { return figure_; }

 private:
  /// Cells that were begun come first, then this shard's own, then whatever nobody has claimed: a
  /// shard that is done helps the others.
  std::vector<const sweep::Cell*> queue();
  void run_cell(const sweep::Cell& cell, const std::function<bool()>& stop);
  int wait_for(const sweep::Cell& cell, const CellFiles& files, const std::function<bool()>& stop);
  void settle(const sweep::Cell& cell, const CellFiles& files, int status, bool stopped,
              double seconds);
  void leave_to_other(const sweep::Cell& cell);
  void fail(const sweep::Cell& cell, const std::string& why, double seconds);
  /// Of a run that ended well; what it reached on its validation parts.
  std::optional<double> finish(const sweep::Cell& cell, const std::filesystem::path& run,
                               double seconds);
  void select_tuned();  ///< of cells whose trials are all settled, in whichever ledger

  const sweep::Sweep& sweep_;
  std::filesystem::path folder_;
  Shard shard_;
  FileLock lock_;
  ShardPresence presence_;
  sweep::Ledger ledger_;
  std::string owner_;
  StartCell start_;
  RunObserver& observer_;
  std::string figure_;  // what cells are compared by on their validation parts
  SweepProgress progress_;
};

}  // namespace serhost::app

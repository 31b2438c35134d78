// Runs the cells of a sweep, one after the other, and keeps its ledger.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/context.hpp"
#include "app/run_directory.hpp"
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
  /// Opens or makes `folder` and this shard's ledger in it. Throws Error(cannot_create) where the
  /// folder holds something else or this shard is running already.
  /// `observer` is told how far it is; it, `context` and `sweep` must outlive this object.
  SweepRunner(const Context& context, const sweep::Sweep& sweep, std::filesystem::path folder,
              Shard shard, bool retry_failed, RunObserver& observer);

  /// Goes through the cells until all are settled or `stop` asks. Throws Error(stopped) or
  /// Error(io); whatever a cell does is in the ledger.
  void run(const std::function<bool()>& stop);

  /// What the ledger says now.
  std::vector<sweep::Entry> entries() { return ledger_.entries(); }

 private:
  using Clock = std::chrono::steady_clock;

  void one(const sweep::Cell& cell, const std::function<bool()>& stop);
  void select_tuned();  ///< of cells whose trials are all settled, in whichever ledger
  void show(const sweep::Cell& cell);
  void ended(const sweep::Cell& cell, const std::string& what, double seconds);
  std::string left() const;

  const Context& context_;
  const sweep::Sweep& sweep_;
  std::filesystem::path folder_;
  FileLock lock_;
  sweep::Ledger ledger_;
  std::string owner_;
  RunObserver& observer_;
  std::vector<const sweep::Cell*> queue_;
  std::size_t settled_ = 0, ran_ = 0;
  double seconds_ = 0.0;  ///< of the cells that ended in this session
  std::optional<double> best_;
  std::string best_cell_, figure_;
};

}  // namespace serhost::app

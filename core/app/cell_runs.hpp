// How a sweep has its cells run: each in a process of its own, so that what a cell does to memory,
// LibTorch or itself ends with it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "app/session.hpp"

namespace serhost::app {

/// One run that is started elsewhere.
struct CellJob {
  std::filesystem::path experiment;  ///< the file
  std::filesystem::path folder;      ///< the run directory; a run that is there goes on
  std::filesystem::path log;         ///< gets the lines of its progress
  std::filesystem::path errors;      ///< gets what it says when it ends badly; emptied first
};

/// A cell that is being run. Ends the run when it is destroyed.
class CellRun {
 public:
  virtual ~CellRun() = default;

  /// Waits that long at most. The exit status once it has ended, 128 + N if signal N ended it.
  virtual std::optional<int> wait(int milliseconds) = 0;

  /// Asks it to save and to stop, once.
  virtual void stop() = 0;
};

using StartCell = std::function<std::unique_ptr<CellRun>(const CellJob&)>;

/// Starts this program again for every cell, with plugins and threads as in `session`, which must
/// outlive what is returned. Should this process die, the system kills the other one: nothing is
/// left running that a sweep started again would meet. Throws Error(unavailable).
StartCell cells_in_processes(const Session& session);

}  // namespace serhost::app

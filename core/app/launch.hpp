// Several processes of this program on one machine, which know of each other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace serhost::app {

struct LaunchJob {
  int processes = 1;
  std::vector<std::string> arguments{};  ///< of each, without the program's name
  /// Asked every moment: a signal that they are to get, or 0.
  std::function<int()> signal{};
};

/// How they ended.
struct LaunchOutcome {
  int status = 0;        ///< of the first that failed, or of all; 1 where it was killed
  std::string failed{};  ///< "rank 1 was killed by signal 9"; "" where none failed
};

/// Starts them with the variables that distributed::world_from reads, and waits for all. Where one
/// fails, the others have a moment to end by themselves and are then killed. Throws
/// Error(cannot_create) where one cannot be started.
LaunchOutcome launch(const LaunchJob& job);

}  // namespace serhost::app

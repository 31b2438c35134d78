// Runs something that may crash in child processes and collects what they wrote. Each has a process
// group of its own, which is killed as a whole at the end, at its deadline, and where this process
// is interrupted: nothing that a plugin started is left behind.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace serhost::host {

struct ChildResult {
  bool started = false;
  bool timed_out = false;
  int signal = 0;      ///< that ended it, or 0
  int status = 0;      ///< exit status where no signal ended it
  std::string output;  ///< what it wrote to file descriptor 1
  std::string errors;  ///< the end of what it wrote to file descriptor 2
  bool ok() const { return started && !timed_out && signal == 0 && status == 0; }
};

/// Executes `arguments` (the first is the program) and waits for `seconds` at most.
ChildResult run_program(const std::vector<std::string>& arguments, double seconds);

/// Forks without exec; `work` runs in the child and its return value is the exit status. For
/// programs that cannot execute themselves again; call it before threads are started.
ChildResult run_forked(const std::function<int()>& work, double seconds);

struct ChildTask {
  std::vector<std::string> arguments{};  ///< as run_program takes them
  std::function<int()> work{};           ///< instead of them, as run_forked takes it
};

struct ManyChildren {
  double seconds = 60.0;    ///< each may take
  std::size_t at_once = 1;  ///< run beside each other
  /// Called about once a second while there is something to wait for, with the seconds since the
  /// beginning and the tasks that run.
  std::function<void(double seconds, const std::vector<std::size_t>& running)> waiting{};
};

/// All tasks, in their order.
std::vector<ChildResult> run_children(const std::vector<ChildTask>& tasks,
                                      const ManyChildren& settings);

}  // namespace serhost::host

// Runs something that may crash in a child process and collects what it wrote.
#pragma once

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

}  // namespace serhost::host

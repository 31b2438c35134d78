// One cell of a sweep in a process of its own: what it does to memory, LibTorch or itself ends with
// it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace serhost::app {

class RunProcess {
 public:
  /// Starts this program with `arguments`; errors go to the file `errors`, which is emptied first.
  /// Should this process die, the other one is killed by the system: nothing is left running that a
  /// sweep started again would meet. Throws Error(unavailable).
  RunProcess(const std::vector<std::string>& arguments, const std::filesystem::path& errors);
  ~RunProcess();  ///< kills what is still there
  RunProcess(const RunProcess&) = delete;
  RunProcess& operator=(const RunProcess&) = delete;

  /// Waits that long at most. The exit status once it has ended, 128 + N where signal N ended it.
  std::optional<int> wait(int milliseconds);

  /// Asks it to save and to stop, once.
  void stop();

 private:
  pid_t child_ = -1;
  bool asked_ = false;
};

}  // namespace serhost::app

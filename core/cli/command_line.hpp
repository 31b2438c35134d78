// Which command a command line calls.
#pragma once

#include <string>
#include <vector>

namespace serhost::cli {

struct Called {
  /// "" if there is none; "run" for an experiment's file; --help, -h and --version are names, too.
  std::string name;
  std::vector<std::string> arguments;  ///< all but the name
};

/// Whether an option of every command is followed by its value.
bool takes_value(const std::string& option);

/// Options of every command may stand before the name: `serhost -q run a.toml`.
Called called(std::vector<std::string> arguments);

}  // namespace serhost::cli

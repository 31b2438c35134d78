// Other programs that a command starts for the user, such as cmake: each command line is shown
// first, so that it can be repeated by hand.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace serhost::cli {

struct ExternalOptions {
  bool quiet = false;  ///< its output goes to `log` alone, and to the screen only where it fails
  std::filesystem::path log{};  ///< needed where quiet
};

/// Prints "$ PROGRAM ARGUMENTS" to standard error, unless quiet, and waits for its end. Its output
/// goes to standard error. Gives the exit status, 128 + N where signal N ended it. Throws
/// Error(unavailable) where the program is not found.
int run_shown(const std::vector<std::string>& arguments, const ExternalOptions& options = {});

/// As a shell would need it typed.
std::string shell_text(const std::vector<std::string>& arguments);

/// Whether a program of this name is on PATH.
bool on_path(const std::string& program);

}  // namespace serhost::cli

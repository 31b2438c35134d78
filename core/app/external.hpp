// Other programs that are started for the user, such as cmake: each command line is reported first,
// so that it can be repeated by hand. They get the environment of build_environment.hpp.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace serhost::app {

struct ExternalOptions {
  /// Where its output is appended; empty: it has this process's standard error.
  std::filesystem::path log{};
  /// Called with "$ PROGRAM ARGUMENTS" before it starts where there is no log, else with the end of
  /// the log where it fails.
  std::function<void(const std::string&)> say{};
  /// Runs foreign code: with this folder as its home and for temporary files, without a network
  /// where can_cut_network() says so, and so that nothing of it is left running.
  std::optional<std::filesystem::path> foreign_home{};
};

/// Starts a program and waits for its end. Returns the exit status, 128 + N where signal N ended
/// it. Throws Error(unavailable) if the program is not found.
int run_external(const std::vector<std::string>& arguments, const ExternalOptions& options);

/// As a shell would need it typed.
std::string shell_text(const std::vector<std::string>& arguments);

}  // namespace serhost::app

// Building a plugin project with the compiler, the flags and the LibTorch of this program: what
// `serhost build` and `serhost pack` do alike.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace serhost::app {

struct PluginBuild {
  std::filesystem::path project, build;
  std::vector<std::string> definitions{};  ///< "KEY=VALUE" for CMake
  bool debug = false;
  /// Where the output of cmake and ctest goes, emptied first; empty: to standard error.
  std::filesystem::path log{};
  std::function<void(const std::string&)> say{};        ///< as ExternalOptions has it
  std::optional<std::filesystem::path> foreign_home{};  ///< as ExternalOptions has it
};

/// Throws Error(missing) where `project` is no folder with a CMakeLists.txt.
void check_project(const std::filesystem::path& project);

/// Throws Error(failed) with the command that failed, Error(unavailable) where this program has no
/// development files.
void configure_and_build(const PluginBuild& job);

/// Returns how many tests ran, which may be none. Throws Error(failed) where one failed.
std::size_t test_project(const PluginBuild& job);

/// How many tests of a report by `ctest --output-junit` were not left out; 0 where there is none.
std::size_t tests_run_in(const std::filesystem::path& report);

/// Throws Error(failed) where a program of GoogleTest in such a report said that it began and not
/// that it ran all: an exit with status 0 passes for ctest.
void require_all_ended(const std::filesystem::path& report);

/// Puts the plugins, as they are used and not as they are tested, into
/// <prefix>/lib/serhost/plugins.
void install_plugins(const PluginBuild& job, const std::filesystem::path& prefix);

/// The .so files of a folder, sorted.
std::vector<std::filesystem::path> plugins_in(const std::filesystem::path& folder);

}  // namespace serhost::app

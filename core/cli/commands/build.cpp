// serhost build: configures, builds and tests a plugin project with the compiler, the flags and the LibTorch of this program.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "cli/arguments.hpp"
#include "cli/external.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

/// The build folder or installed prefix that this program belongs to.
fs::path own_prefix() {
  std::error_code failed;
  const auto self = fs::read_symlink("/proc/self/exe", failed);
  const auto prefix = self.parent_path().parent_path();
  if (failed || !fs::exists(prefix / "lib/cmake/serhost/serhost-config.cmake")) {
    throw Error(Exit::unavailable, "this serhost cannot build plugins: " + (prefix / "lib/cmake/serhost/serhost-config.cmake").string() +
                                       " does not exist; install serhost with its development files (cmake --install BUILD --prefix PREFIX)");
  }
  return prefix;
}

std::vector<std::string> configure_words(const fs::path& project, const fs::path& build, const Parsed& parsed) {
  std::vector<std::string> words = {"cmake", "-S", project.string(), "-B", build.string()};
  if (!fs::exists(build / "CMakeCache.txt") && on_path("ninja")) words.insert(words.end(), {"-G", "Ninja"});
  words.push_back("-DCMAKE_PREFIX_PATH=" + own_prefix().string());
  if (fs::exists(SERHOST_COMPILER)) words.push_back(std::string("-DCMAKE_CXX_COMPILER=") + SERHOST_COMPILER);  // else CMake finds one
  words.push_back(std::string("-DCMAKE_BUILD_TYPE=") + (parsed.has("debug") ? "Debug" : "Release"));
  words.emplace_back("-DCMAKE_EXPORT_COMPILE_COMMANDS=ON");
  for (const auto& definition : parsed.texts("define")) words.push_back("-D" + definition);
  return words;
}

void must_run(const char* what, const std::vector<std::string>& words, const ExternalOptions& options) {
  const int status = run_shown(words, options);
  if (status == 0) return;
  throw Error(Exit::failed, std::string(what) + " failed (status " + std::to_string(status) + "): " + shell_text(words) +
                                (options.quiet ? "\nthe whole output is in " + options.log.string() : "; the first error is above"));
}

std::vector<fs::path> plugins_in(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->path().extension() == ".so") out.push_back(at->path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

int build_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("debug", "without optimization and with debug information, for gdb")
      ("no-test", "build only")
      ("define,D", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"), "hand a definition to CMake (repeatable)");
  // clang-format on
  const auto parsed = parse("build", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const fs::path project = parsed.positional[0], build = project / "build";
  if (!fs::is_directory(project)) throw Error(Exit::missing, project.string() + ": no such folder; serhost new makes one");
  if (!fs::exists(project / "CMakeLists.txt")) {
    throw Error(Exit::missing, (project / "CMakeLists.txt").string() + ": no such file; expected a plugin project, such as serhost new makes");
  }
  make_directory(build);
  ExternalOptions external{parsed.globals.quiet, build / "serhost-build.log"};
  if (external.quiet) replace_file(external.log, "");
  must_run("configuring", configure_words(project, build, parsed), external);
  must_run("building", {"cmake", "--build", build.string()}, external);
  if (!parsed.has("no-test")) must_run("testing", {"ctest", "--test-dir", build.string(), "--output-on-failure"}, external);

  const auto folder = build / "lib/serhost/plugins";
  const auto plugins = plugins_in(folder);
  if (plugins.empty()) {
    throw Error(Exit::failed, "the build made no plugin in " + folder.string() + "; CMakeLists.txt needs a line serhost_add_plugin(NAME SOURCES ...)");
  }
  for (const auto& plugin : plugins) std::cout << plugin.string() << "\n";
  if (fs::exists(project / "experiment.toml")) {
    std::cerr << "next: " << shell_text({"serhost", "run", (project / "experiment.toml").string(), "--plugin-path", folder.string()}) << "\n";
  }
  return 0;
}

}  // namespace serhost::cli

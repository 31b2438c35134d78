// Runs cmake and ctest, and shows each command first.
#include "app/plugin_build.hpp"

#include <algorithm>
#include <cstdlib>

#include "app/external.hpp"
#include "app/own_program.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/process.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// The build folder or installed prefix that this program belongs to.
fs::path own_prefix() {
  const auto prefix = own_program().parent_path().parent_path();
  if (!fs::exists(prefix / "lib/cmake/serhost/serhost-config.cmake")) {
    throw Error(Exit::unavailable,
                "this serhost cannot build plugins: " +
                    (prefix / "lib/cmake/serhost/serhost-config.cmake").string() +
                    " does not exist; install serhost with its development files (cmake --install "
                    "BUILD --prefix PREFIX)");
  }
  return prefix;
}

std::vector<std::string> configure_words(const PluginBuild& job) {
  std::vector<std::string> words = {"cmake", "-S", job.project.string(), "-B", job.build.string()};
  if (!fs::exists(job.build / "CMakeCache.txt") && on_path("ninja"))
    words.insert(words.end(), {"-G", "Ninja"});
  words.push_back("-DCMAKE_PREFIX_PATH=" + own_prefix().string());
  if (fs::exists(SERHOST_COMPILER))
    words.push_back(std::string("-DCMAKE_CXX_COMPILER=") +
                    SERHOST_COMPILER);  // else CMake finds one
  words.push_back(std::string("-DCMAKE_BUILD_TYPE=") + (job.debug ? "Debug" : "Release"));
  words.emplace_back("-DCMAKE_EXPORT_COMPILE_COMMANDS=ON");
  for (const auto& definition : job.definitions) words.push_back("-D" + definition);
  return words;
}

void must_run(const char* what, const std::vector<std::string>& words, const PluginBuild& job) {
  const int status =
      run_external(words, {.log = job.log, .say = job.say, .foreign_home = job.foreign_home});
  if (status == 0) return;
  throw Error(Exit::failed, std::string(what) + " failed (status " + std::to_string(status) +
                                "): " + shell_text(words) +
                                (job.log.empty() ? "; the first error is above"
                                                 : "\nthe whole output is in " + job.log.string()));
}

}  // namespace

void check_project(const fs::path& project) {
  if (!fs::is_directory(project))
    throw Error(Exit::missing, project.string() + ": no such folder; serhost new creates one");
  if (!fs::exists(project / "CMakeLists.txt")) {
    throw Error(Exit::missing,
                (project / "CMakeLists.txt").string() +
                    ": no such file; expected a plugin project, as created by serhost new");
  }
}

void configure_and_build(const PluginBuild& job) {
  make_directory(job.build);
  if (!job.log.empty()) replace_file(job.log, "");
  must_run("configuring", configure_words(job), job);
  must_run("building", {"cmake", "--build", job.build.string()}, job);
}

void require_all_ended(const fs::path& report) {
  std::error_code ignored;
  if (!fs::is_regular_file(report, ignored)) return;
  const auto text = read_file(report);
  const auto times = [&](std::string_view words) {
    std::size_t out = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++out;
    return out;
  };
  if (times(" ran. (") < times("[==========] Running "))
    throw Error(
        Exit::failed,
        "the tests ended with status 0 before all of them had run: something in them, or in "
        "what they test, ends the process (exit, _exit, exec); " +
            report.string() + " shows how far they came");
}

std::size_t test_project(const PluginBuild& job) {
  const auto report = fs::absolute(job.build) / "serhost-tests.xml";
  remove_tree(report);
  must_run("testing",
           {"ctest", "--test-dir", job.build.string(), "--output-on-failure",
            "--test-output-size-passed", "10000000", "--output-junit", report.string()},
           job);
  require_all_ended(report);
  return tests_run_in(report);
}

std::size_t tests_run_in(const fs::path& report) {
  std::error_code ignored;
  if (!fs::is_regular_file(report, ignored)) return 0;  // ctest writes none where it ran none
  const auto text = read_file(report);
  const auto head = text.substr(0, text.find("<testcase"));
  const auto number = [&](const std::string& name) {
    const auto at = head.find(name + "=\"");
    return at == std::string::npos ? 0L : std::atol(head.c_str() + at + name.size() + 2);
  };
  return static_cast<std::size_t>(
      std::max(0L, number("tests") - number("disabled") - number("skipped")));
}

void install_plugins(const PluginBuild& job, const fs::path& prefix) {
  must_run("installing",
           {"cmake", "--install", job.build.string(), "--prefix", prefix.string(), "--component",
            "runtime"},
           job);
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

}  // namespace serhost::app

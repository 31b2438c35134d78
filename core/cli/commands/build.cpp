// serhost build: configures, builds and tests a plugin project with the compiler, the flags and the
// LibTorch of this program.
#include <filesystem>
#include <iostream>

#include "app/external.hpp"
#include "app/plugin_build.hpp"
#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "host/library_folders.hpp"

namespace serhost::cli {

namespace fs = std::filesystem;

int build_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "debug", .help = "without optimization and with debug information, for gdb"},
      {.name = "no-test", .help = "build only"},
      {.name = "define",
       .help = "pass a definition to CMake (repeatable)",
       .value = "KEY=VALUE",
       .letter = 'D',
       .repeatable = true}};
  const auto parsed = parse("build", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const fs::path project = parsed.positional[0], build = project / "build";
  app::check_project(project);
  const app::PluginBuild job{
      .project = project,
      .build = build,
      .definitions = parsed.texts("define"),
      .debug = parsed.has("debug"),
      .log = parsed.globals.quiet ? build / "serhost-build.log" : fs::path(),
      .say = [](const std::string& line) { std::cerr << line << std::endl; }};
  app::configure_and_build(job);
  if (!parsed.has("no-test") && app::test_project(job) == 0) {
    throw Error(Exit::failed, project.string() +
                                  ": it is built, but none of its tests ran. Name one in its "
                                  "CMakeLists.txt: serhost_add_plugin(NAME SOURCES NAME.cpp TEST "
                                  "NAME_test.cpp); or build it untested with --no-test");
  }

  const auto folder = build / "lib/serhost/plugins";
  if (fs::is_directory(folder)) host::check_library_folders(folder);
  const auto plugins = app::plugins_in(folder);
  if (plugins.empty()) {
    throw Error(Exit::failed, "the build produced no plugin in " + folder.string() +
                                  "; add serhost_add_plugin(NAME SOURCES ...) to CMakeLists.txt");
  }
  for (const auto& plugin : plugins) print("{}\n", plugin.string());
  if (fs::exists(project / "experiment.toml")) {
    std::cerr << "next: "
              << app::shell_text({"serhost", "run", (project / "experiment.toml").string(),
                                  "--plugin-path", folder.string()})
              << "\n";
  }
  return 0;
}

}  // namespace serhost::cli

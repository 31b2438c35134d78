// serhost new: a plugin project that works, to be changed.
#include <filesystem>
#include <iostream>

#include "app/external.hpp"
#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "host/registry.hpp"
#include "scaffold/project.hpp"

namespace serhost::cli {
namespace {

/// A pack may not take a bundled name, so it is better not to begin with one.
void refuse_bundled(const std::string& kind, const std::string& name) {
  host::PluginSearchPath places = host::PluginSearchPath::standard();
  places.folders = {places.bundled};
  places.given = 0;
  const auto registry = host::Registry::discover(places);
  for (const auto& info : registry.components()) {
    if (info.name == name && name_of(info.kind) == kind) {
      throw UsageError("there is a " + kind + " '" + name +
                       "' in serhost already (serhost describe " + kind + " " + name +
                       "); choose another name");
    }
  }
}

}  // namespace

int new_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "dir", .help = "the folder to create (default: ./NAME)", .value = "DIR"}};
  const auto parsed = parse("new", arguments, options, 2, 2);
  if (parsed.help) return 0;
  const auto &kind = parsed.positional[0], &name = parsed.positional[1];
  const auto files = scaffold::project_files(kind, name);
  refuse_bundled(kind, name);
  const std::filesystem::path folder = parsed.has("dir") ? parsed.text("dir") : name;
  scaffold::write_project(folder, files);
  const auto shown = folder.string();
  std::cout << shown << ":\n";
  for (const auto& [file, text] : files) {
    if (!file.starts_with("example/")) std::cout << "  " << file << "\n";
  }
  std::cout << "\nnext: " << app::shell_text({"serhost", "build", shown}) << "\n"
            << "then: "
            << app::shell_text({"serhost", "run", (folder / "experiment.toml").string(),
                                "--plugin-path", (folder / "build/lib/serhost/plugins").string()})
            << "\n";
  return 0;
}

}  // namespace serhost::cli

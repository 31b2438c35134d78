// serhost pack install, remove, list.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/plugin_build.hpp"
#include "app/run_directory.hpp"
#include "base/error.hpp"
#include "base/file_lock.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"
#include "pack/keys.hpp"
#include "pack/lock.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

/// One process at a time changes the folder of packs.
class StoreLock {
 public:
  explicit StoreLock(const pack::Store& store) {
    make_directory(store.folder());
    if (!lock_.take(store.folder() / ".lock")) {
      throw Error(Exit::cannot_create,
                  store.folder().string() +
                      ": another serhost is installing or removing a pack; wait for it");
    }
  }

 private:
  FileLock lock_;
};

bool lies_in(const fs::path& file, const fs::path& folder) {
  const auto relative = fs::weakly_canonical(file).lexically_relative(fs::weakly_canonical(folder));
  return !relative.empty() && *relative.begin() != "..";
}

/// Where a component comes from other than from `own`, the folder of the pack itself.
std::string taken_by(const host::Registry& registry, const pack::Component& component,
                     const fs::path& own) {
  for (const auto& info : registry.components()) {
    if (name_of(info.kind) != component.kind || info.name != component.name) continue;
    std::vector<fs::path> files = {info.file};
    files.insert(files.end(), info.shadows.begin(), info.shadows.end());
    for (const auto& file : files) {
      if (!lies_in(file, own)) return file.string();
    }
  }
  return "";
}

/// None where there is no place for them.
std::vector<pack::Installed> installed_packs() {
  const auto folder = host::PluginSearchPath::standard().packs;
  return folder.empty() ? std::vector<pack::Installed>() : pack::Store(folder).list();
}

}  // namespace

pack::Store user_packs() {
  const auto folder = host::PluginSearchPath::standard().packs;
  if (folder.empty())
    throw ConfigError(
        "there is no place for packs: neither XDG_DATA_HOME nor HOME is set to an absolute path");
  return pack::Store(folder);
}

pack::Installed install_pack(const Globals& globals, const fs::path& file, const std::string& level,
                             const fs::path& lock) {
  const auto bytes = pack_bytes(file);
  const auto trusted = pack::KeyRing::of_user().trusted();
  const auto read = pack::read_pack(
      bytes, file.string(), trusted,
      level == "unsigned-ok" ? pack::Level::unsigned_ok : pack::Level::with_signature);
  if (level == "pinned" && !pack::parse_lock(read_file(lock), lock.string()).lists(read.content)) {
    throw Error(Exit::untrusted, file.string() + " is refused: " + lock.string() +
                                     " does not list its content " + read.content);
  }
  const auto store = user_packs();
  const StoreLock one_at_a_time(store);
  const auto& name = read.manifest.name;
  const auto log = store.folder() / ("." + name + ".log");
  // What is installed, not what is found for the moment: a --plugin-path does not outlast this
  // command.
  auto places = host::PluginSearchPath::standard();
  std::erase_if(places.folders, [&](const auto& folder) {
    return !lies_in(folder, places.packs) && folder != places.bundled;
  });
  places.given = 0;
  const auto registry = host::Registry::discover(places);
  pack::Steps steps;
  steps.say = [&](const std::string& line) {
    if (!globals.quiet) std::cerr << line << "\n";
  };
  steps.taken_by = [&](const pack::Component& component) {
    return taken_by(registry, component, store.folder() / name);
  };
  steps.build = [&](const fs::path& source, const fs::path& prefix) {
    const app::PluginBuild job{
        .project = source,
        .build = prefix / "build",
        .definitions = {"BUILD_TESTING=OFF"},
        .log = globals.verbose ? fs::path() : log,
        .say = [](const std::string& line) { std::cerr << line << std::endl; }};
    try {
      app::configure_and_build(job);
    } catch (const Error& error) {
      if (read.manifest.packages.empty()) throw;
      throw Error(error.exit(), std::string(error.what()) + "\nit needs these packages: " +
                                    join(read.manifest.packages, " "));
    }
    app::install_plugins(job, prefix);
    remove_tree(job.build);
  };
  steps.components = &declared_components;
  steps.conform = [&](const fs::path& plugin) { run_conformance(plugin, log); };
  auto installed = store.install(bytes, read, trusted, steps);
  remove_tree(log);
  return installed;
}

int pack_install(const Parsed& parsed) {
  const auto level = parsed.has("trust") ? parsed.text("trust") : std::string("signed");
  const std::vector<std::string> levels = {"signed", "pinned", "unsigned-ok"};
  if (std::find(levels.begin(), levels.end(), level) == levels.end())
    throw UsageError("no level of trust '" + level + "'." + suggestion(level, levels));
  if ((level == "pinned") != parsed.has("lock"))
    throw UsageError("--trust pinned and --lock FILE belong together");
  for (const auto& file : parsed.positional) {
    const auto installed =
        install_pack(parsed.globals, file, level, parsed.has("lock") ? parsed.text("lock") : "");
    std::cout << installed.name << " " << installed.version << " is installed, " << installed.origin
              << ": " << join(installed.components, ", ") << "\n";
    if (!installed.verified && !parsed.globals.quiet)
      std::cerr << "warning: nobody that you trust has signed it\n";
  }
  return 0;
}

int pack_remove(const Parsed& parsed) {
  const auto store = user_packs();
  const StoreLock one_at_a_time(store);
  store.remove(parsed.positional[0]);
  std::cout << parsed.positional[0] << " is removed\n";
  return 0;
}

nlohmann::ordered_json packs_json() {
  auto out = nlohmann::ordered_json::array();
  for (const auto& each : installed_packs()) {
    out.push_back({{"name", each.name},
                   {"version", each.version},
                   {"license", each.license},
                   {"content", each.content},
                   {"key", each.key},
                   {"verified", each.verified},
                   {"origin", each.origin},
                   {"components", each.components},
                   {"folder", each.folder.string()},
                   {"changed", pack::changed_plugins(each)}});
  }
  return out;
}

void print_packs() {
  const auto packs = installed_packs();
  if (packs.empty()) fmt::print("no packs are installed\n");
  for (const auto& each : packs) {
    const auto signature =
        each.key.empty() ? "not signed"
                         : "signed by key " + each.key + (each.verified ? "" : " (not verified)");
    fmt::print("{} {}: {}\n  {}, {}, content {}\n", each.name, each.version,
               join(each.components, ", "), each.origin, signature, each.content);
    for (const auto& file : pack::changed_plugins(each))
      fmt::print("  {} has been changed since it was installed; install the pack again\n", file);
  }
}

int pack_list(const Parsed& parsed) {
  if (parsed.has("json")) print_json(packs_json());
  else print_packs();
  return 0;
}

}  // namespace serhost::cli

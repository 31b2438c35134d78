// Installing, removing and finding packs. What is installed counts, not what is found for the
// moment: folders that were given for one session do not outlast it.
#include <algorithm>

#include "app/packs.hpp"
#include "app/plugin_build.hpp"
#include "base/child_process.hpp"
#include "base/error.hpp"
#include "base/file_lock.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/no_user_folder.hpp"
#include "base/text.hpp"
#include "host/registry.hpp"
#include "pack/keys.hpp"

namespace serhost::app {
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

host::Registry installed_components() {
  auto places = host::PluginSearchPath::standard();
  std::erase_if(places.folders, [&](const auto& folder) {
    return !lies_in(folder, places.packs) && folder != places.bundled;
  });
  places.given = 0;
  return host::Registry::discover(places);
}

/// A home for foreign code, which is gone afterwards.
class ForeignHome {
 public:
  explicit ForeignHome(fs::path folder) : folder_(fs::absolute(folder)) {
    remove_tree(folder_);
    make_directory(folder_ / "tmp");
  }
  ~ForeignHome() { remove_tree(folder_); }
  ForeignHome(const ForeignHome&) = delete;
  ForeignHome& operator=(const ForeignHome&) = delete;
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

/// Builds the sources of a pack into a prefix.
void build_pack(const fs::path& source, const fs::path& prefix, const pack::Manifest& manifest,
                const fs::path& log, const fs::path& home, const PackReports& reports) {
  const PluginBuild job{.project = source,
                        .build = prefix / "build",
                        .definitions = {"BUILD_TESTING=OFF"},
                        .log = reports.show_output ? fs::path() : log,
                        .say = reports.say,
                        .foreign_home = home};
  try {
    configure_and_build(job);
  } catch (const Error& error) {
    if (manifest.packages.empty()) throw;
    throw Error(error.exit(), std::string(error.what()) +
                                  "\nit needs these packages: " + join(manifest.packages, " "));
  }
  install_plugins(job, prefix);
  remove_tree(job.build);
}

}  // namespace

pack::Store user_packs() {
  const auto folder = host::PluginSearchPath::standard().packs;
  if (folder.empty())
    throw ConfigError("there is no folder for packs: " + no_user_folder("XDG_DATA_HOME"));
  return pack::Store(folder);
}

std::vector<pack::Installed> installed_packs() {
  const auto folder = host::PluginSearchPath::standard().packs;
  return folder.empty() ? std::vector<pack::Installed>() : pack::Store(folder).list();
}

std::string read_pack_file(const fs::path& file) {
  std::error_code failed;
  if (const auto size = fs::file_size(file, failed); !failed && size > pack::kLargestPack) {
    throw Error(Exit::untrusted, file.string() + " is refused: it is larger than " +
                                     std::to_string(pack::kLargestPack) + " bytes");
  }
  return read_file(file);
}

fs::path find_pack(const std::string& file_or_name) {
  if (fs::exists(file_or_name)) return file_or_name;
  if (const auto installed = user_packs().find(file_or_name)) return installed->archive();
  throw Error(Exit::missing, file_or_name + ": neither a file nor an installed pack of this name");
}

pack::Installed install_pack(const fs::path& file, Trust trust, const fs::path& lock,
                             const PackReports& reports) {
  const auto bytes = read_pack_file(file);
  const auto trusted = pack::KeyRing::of_user().known();
  const auto read = pack::read_pack(
      bytes, file.string(), trusted,
      trust == Trust::unsigned_ok ? pack::Level::unsigned_ok : pack::Level::with_signature);
  if (trust == Trust::pinned &&
      !pack::parse_lock(read_file(lock), lock.string()).lists(read.content)) {
    throw Error(Exit::untrusted, file.string() + " is refused: " + lock.string() +
                                     " does not list its content " + read.content);
  }
  const auto store = user_packs();
  const StoreLock one_at_a_time(store);
  const auto& name = read.manifest.name;
  const auto log = store.folder() / ("." + name + ".log");
  const ForeignHome home(store.folder() / ("." + name + ".home"));
  const auto registry = installed_components();
  pack::Steps steps;
  steps.say = [&](const std::string& line) {
    if (reports.progress) reports.progress(line);
  };
  steps.taken_by = [&](const pack::Component& component) {
    return taken_by(registry, component, store.folder() / name);
  };
  steps.confinement =
      std::string(", which runs code of its author's in a home of its own, ") +
      (can_cut_network() ? "without a network" : "but with the network: this system leaves it on");
  steps.build = [&](const fs::path& source, const fs::path& prefix) {
    build_pack(source, prefix, read.manifest, log, home.folder(), reports);
  };
  steps.components = &declared_components;
  steps.conform = [&](const fs::path& plugin) {
    run_conformance(plugin, log, reports.say, home.folder());
  };
  try {
    auto installed = store.install(bytes, read, trusted, steps);
    remove_tree(log);
    return installed;
  } catch (const Error&) {  // which names the log where it says anything
    std::error_code none;
    if (fs::file_size(log, none) == 0 && !none) remove_tree(log);
    throw;
  }
}

void remove_pack(const std::string& name) {
  const auto store = user_packs();
  const StoreLock one_at_a_time(store);
  store.remove(name);
}

pack::PublicKey read_public_key(const std::string& text_or_file) {
  constexpr std::size_t kKeyLetters = 56;
  std::error_code ignored;
  const bool file = fs::is_regular_file(text_or_file, ignored);
  if (!file && text_or_file.size() != kKeyLetters) {
    throw Error(Exit::missing, text_or_file + ": is neither a file nor a public key, which has " +
                                   std::to_string(kKeyLetters) + " letters and begins with RW");
  }
  return pack::parse_public_key(file ? read_file(text_or_file) : text_or_file,
                                file ? text_or_file : "the key");
}

}  // namespace serhost::app

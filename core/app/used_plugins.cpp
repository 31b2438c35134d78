// Collects the plugins of an experiment's tables; the folder of a file determines its source.
#include "app/used_plugins.hpp"

#include <algorithm>
#include <map>

#include "app/remedy.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "host/library_hash.hpp"
#include "host/nested.hpp"
#include "host/plugin_hash.hpp"
#include "pack/bundled.hpp"
#include "pack/store.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

void collect(const host::ComponentInfo* info, const Values& values,
             std::vector<const host::ComponentInfo*>& out) {
  if (info == nullptr) return;
  out.push_back(info);
  for (const auto& value : values) {
    const auto* parts = std::get_if<std::vector<PartValue>>(&value);
    if (parts == nullptr) continue;
    for (const auto& part : *parts) {
      if (part.nested) collect(part.nested->info, part.nested->values, out);
    }
  }
}

bool is_same_folder(const fs::path& a, const fs::path& b) {
  std::error_code failed;
  return fs::equivalent(a, b, failed);
}

pack::LockedPlugin locked(const host::ComponentInfo& info,
                          const std::vector<pack::Installed>& packs, const fs::path& bundled) {
  // Whatever identifies it below: from here on the file must stay what it is now, so that what the
  // lock allows, what is loaded and what the record says are the same.
  if (info.built_in == nullptr) host::library_hash(info.file);
  pack::LockedPlugin out{.kind = name_of(info.kind),
                         .name = info.name,
                         .source = "file",
                         .version = info.plugin_version,
                         .content = "",
                         .pack = "",
                         .key = ""};
  const auto folder = info.file.parent_path();
  for (const auto& each : packs) {
    if (!is_same_folder(each.plugin_folder(), folder)) continue;
    if (!pack::changed_plugins(each).empty()) {
      out.version += " (of the pack " + each.name + ", but changed since it was installed)";
      break;
    }
    out.source = "pack";
    out.pack = each.name;
    out.version = each.version;
    out.content = each.content;
    out.key = each.key;
    return out;
  }
  const auto own = pack::bundled_plugins().find(info.file.stem().string());
  if (is_same_folder(folder, bundled) && own != pack::bundled_plugins().end()) {
    out.source = "bundled";
    out.content = own->second;
  } else {
    out.content = host::plugin_hash(info.file);
  }
  return out;
}

}  // namespace

std::vector<pack::LockedPlugin> used_plugins(const config::Experiment& experiment) {
  std::vector<const host::ComponentInfo*> components;
  for (const auto* chosen : config::plugins_of(experiment))
    collect(chosen->info, chosen->values, components);
  const auto places = host::PluginSearchPath::standard();
  const auto packs =
      places.packs.empty() ? std::vector<pack::Installed>() : pack::Store(places.packs).list();
  std::map<std::pair<std::string, std::string>, pack::LockedPlugin> by_name;
  for (const auto* info : components) {
    const std::pair key{std::string(name_of(info->kind)), info->name};
    if (!by_name.contains(key)) by_name.emplace(key, locked(*info, packs, places.bundled));
  }
  std::vector<pack::LockedPlugin> out;
  for (auto& [key, plugin] : by_name) out.push_back(std::move(plugin));
  return out;
}

pack::LockFile read_lock_beside(const fs::path& experiment) {
  const auto file = experiment.parent_path() / pack::kLockFile;
  if (!fs::exists(file)) {
    throw RemediableError(Exit::missing, file.string() + ": there is no such file", Remedy::lock,
                          experiment.string());
  }
  return pack::parse_lock(read_file(file), file.string());
}

namespace {

void require_all(const std::vector<std::string>& differences, const std::string& lock_name) {
  if (!differences.empty())
    throw Error(Exit::untrusted,
                lock_name + " does not allow this run:\n  " + join(differences, "\n  "));
}

}  // namespace

void require_locked(const config::Experiment& experiment, const pack::LockFile& lock,
                    const std::string& lock_name) {
  require_all(pack::differences(lock, used_plugins(experiment)), lock_name);
}

std::vector<std::string> require_locked_but_bundled(const config::Experiment& experiment,
                                                    const pack::LockFile& lock,
                                                    const std::string& lock_name) {
  auto used = used_plugins(experiment);
  const auto bundled = std::stable_partition(used.begin(), used.end(), [&](const auto& plugin) {
    return std::none_of(lock.plugins.begin(), lock.plugins.end(), [&](const auto& each) {
      return each.kind == plugin.kind && each.name == plugin.name && each.source == "bundled" &&
             plugin.source == "bundled";
    });
  });
  const std::vector<pack::LockedPlugin> of_this_version(bundled, used.end());
  used.erase(bundled, used.end());
  require_all(pack::differences(lock, used), lock_name);
  return pack::differences(lock, of_this_version);
}

}  // namespace serhost::app

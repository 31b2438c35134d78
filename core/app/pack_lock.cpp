// Which plugins experiments use, written down, and copies of the packs that are written down.
#include <algorithm>
#include <set>

#include "app/experiment_check.hpp"
#include "app/packs.hpp"
#include "app/used_plugins.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unfinished.hpp"

namespace serhost::app {

namespace fs = std::filesystem;

WrittenLock lock_experiments(const Session& session, const std::vector<fs::path>& experiments,
                             const std::vector<std::string>& overrides) {
  std::set<fs::path> folders;
  for (const auto& file : experiments)
    folders.insert(fs::absolute(file).parent_path().lexically_normal());
  if (folders.size() != 1)
    throw UsageError(
        "these experiments lie in different folders, and each folder has its own serhost.lock; "
        "lock them one by one");
  for (const auto& file : experiments) {
    std::error_code ignored;
    if (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored))
      throw ConfigError(file.string() +
                        ": is no regular file; a lock is written beside an experiment file");
  }
  WrittenLock out{*folders.begin() / pack::kLockFile, {}};
  for (const auto& file : experiments) {
    Faults faults;
    const auto prepared = prepare_experiment(session, file, overrides, faults);
    if (faults.exit() != Exit::missing) faults.throw_if_any();
    for (auto& plugin : used_plugins(prepared.experiment)) {
      if (pack::differences(out.lock, {plugin}).empty()) continue;
      for (const auto& each : out.lock.plugins) {
        if (each.kind == plugin.kind && each.name == plugin.name)
          throw UsageError("the experiments use two different plugins for the " + plugin.title());
      }
      out.lock.plugins.push_back(std::move(plugin));
    }
  }
  remove_unfinished(out.file);
  replace_file(out.file, pack::text_of(out.lock));
  return out;
}

std::vector<fs::path> mirror_packs(const fs::path& lock_file, const fs::path& out) {
  const auto lock = pack::parse_lock(read_file(lock_file), lock_file.string());
  const auto installed = user_packs().list();
  Faults faults;
  std::set<fs::path> wanted;
  for (const auto& plugin : lock.plugins) {
    if (plugin.source != "pack") continue;
    const auto at = std::find_if(installed.begin(), installed.end(),
                                 [&](const auto& each) { return each.content == plugin.content; });
    if (at != installed.end()) wanted.insert(at->folder);
    else
      faults.add(Exit::missing, "the pack " + plugin.pack + " " + plugin.version +
                                    " with content " + plugin.content + " is not installed here");
  }
  faults.throw_if_any();
  if (wanted.empty())
    throw Error(Exit::failed,
                lock_file.string() + " lists no plugin of a pack: there is nothing to copy");
  make_directory(out);
  std::vector<fs::path> copies;
  for (const auto& each : installed) {
    if (!wanted.contains(each.folder)) continue;
    copies.push_back(out / (each.name + "-" + each.version + pack::kEnding));
    replace_file(copies.back(), read_file(each.archive()));
  }
  return copies;
}

}  // namespace serhost::app

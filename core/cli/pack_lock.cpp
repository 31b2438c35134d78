// serhost pack lock and mirror.
#include <iostream>
#include <set>

#include "app/experiment_check.hpp"
#include "app/used_plugins.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/pack.hpp"

namespace serhost::cli {

namespace fs = std::filesystem;

int pack_lock(const Parsed& parsed) {
  std::set<fs::path> folders;
  for (const auto& file : parsed.positional)
    folders.insert(fs::absolute(file).parent_path().lexically_normal());
  if (folders.size() > 1)
    throw UsageError(
        "these experiments lie in different folders, and each folder has its own serhost.lock; "
        "lock them one by one");
  pack::LockFile lock;
  for (const auto& file : parsed.positional) {
    Faults faults;
    const auto prepared = app::prepare_experiment(parsed.globals, file, parsed.overrides(), faults);
    if (faults.exit() != Exit::missing)
      faults.throw_if_any();  // a lock can be made where the corpus is not
    for (auto& plugin : app::used_plugins(prepared.experiment)) {
      if (pack::differences(lock, {plugin}).empty()) continue;
      for (const auto& each : lock.plugins) {
        if (each.kind == plugin.kind && each.name == plugin.name)
          throw UsageError("the experiments use two different plugins for the " + plugin.title());
      }
      lock.plugins.push_back(std::move(plugin));
    }
  }
  const auto out = *folders.begin() / pack::kLockFile;
  replace_file(out, pack::text_of(lock));
  std::cout << out.string() << ": " << count_of(lock.plugins.size(), "plugin") << "\n";
  for (const auto& plugin : lock.plugins) {
    if (plugin.source == "file" && !parsed.globals.quiet) {
      std::cerr << "warning: the " << plugin.title()
                << " comes from a file that others do not have; make a pack of it: serhost pack "
                   "create DIR\n";
    }
  }
  return 0;
}

int pack_mirror(const Parsed& parsed) {
  if (!parsed.has("out"))
    throw UsageError("serhost pack mirror needs --out DIR, a folder for the packs");
  const fs::path file = parsed.positional[0], out = parsed.text("out");
  const auto lock = pack::parse_lock(read_file(file), file.string());
  const auto installed = user_packs().list();
  Faults faults;
  std::set<fs::path> archives;
  for (const auto& plugin : lock.plugins) {
    if (plugin.source != "pack") continue;
    bool found = false;
    for (const auto& each : installed) {
      if (each.content != plugin.content) continue;
      found = true;
      archives.insert(each.folder);
    }
    if (!found)
      faults.add(Exit::missing, "the pack " + plugin.pack + " " + plugin.version +
                                    " with content " + plugin.content + " is not installed here");
  }
  faults.throw_if_any();
  make_directory(out);
  for (const auto& each : installed) {
    if (!archives.contains(each.folder)) continue;
    const auto copy = out / (each.name + "-" + each.version + pack::kEnding);
    replace_file(copy, read_file(each.archive()));
    std::cout << copy.string() << "\n";
  }
  return 0;
}

}  // namespace serhost::cli

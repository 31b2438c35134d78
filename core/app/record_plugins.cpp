// What run.json says of plugins, and serhost.lock, which holds the same again: of plugins from a
// file the hash of the library, of others the version alone.
#include <algorithm>
#include <string>

#include "app/record_parts.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "pack/lock.hpp"
#include "run/contradiction.hpp"

namespace serhost::app {

namespace {

pack::LockFile lock_in(const std::filesystem::path& file) {
  try {
    return pack::parse_lock(read_file(file), file.string());
  } catch (const Error& error) {
    throw DataError(std::string(error.what()) +
                    "; it was altered after the run. Restore it, or run the experiment again");
  }
}

}  // namespace

void check_plugins(const run::EvaluatedRun& read, const RecordParts& parts) {
  const auto file = parts.folder / pack::kLockFile;
  if (!std::filesystem::exists(file)) return;  // of an earlier version
  const auto lock = lock_in(file);
  for (const auto& plugin : read.run.facts.plugins) {
    const auto at = std::find_if(lock.plugins.begin(), lock.plugins.end(), [&](const auto& locked) {
      return locked.kind == plugin.kind && bare_name(locked.name) == bare_name(plugin.name);
    });
    if (at == lock.plugins.end()) continue;  // a part of another, which has one
    const auto require = [&](const char* field, const std::string& recorded,
                             const std::string& locked) {
      if (recorded == locked) return;
      run::contradiction(parts.folder, "run.json and serhost.lock",
                         "the " + std::string(field) + " of " + at->title(),
                         "run.json has \"" + recorded + "\", and the lock \"" + locked + "\"");
    };
    // The lock has the pack's version there, which is another.
    if (at->source != "pack") require("version", plugin.version, at->version);
    if (at->source == "file") require("sha256", plugin.sha256, at->content);
  }
}

}  // namespace serhost::app

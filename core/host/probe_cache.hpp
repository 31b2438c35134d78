// Remembers what plugin files hold, so that `list`, `describe` and `check` load nothing. A cache
// that is damaged, from another version or not writable is no error: the files are looked at again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "host/abi_record.hpp"
#include "host/probe.hpp"

namespace serhost::host {

/// Changes whenever a file is replaced or written to: whoever sets its time back changes the time
/// of that change.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified = 0, changed = 0;  ///< nanoseconds
  bool operator==(const FileIdentity&) const = default;
};

/// nullopt where there is no such file.
std::optional<FileIdentity> identity_of(const std::filesystem::path& file);

/// Of an open file.
std::optional<FileIdentity> identity_of(int descriptor);

/// $XDG_CACHE_HOME/serhost/plugins.json, else ~/.cache/serhost/plugins.json; empty where neither
/// variable is set.
std::filesystem::path probe_cache_file();

class ProbeCache {
 public:
  struct Entry {
    FileIdentity identity;
    std::string sha256;  ///< of the file that was looked into
    AbiRecord record;
    Probed probed;
  };

  explicit ProbeCache(std::filesystem::path file);

  /// nullptr where the file is unknown or has changed.
  const Entry* find(const std::filesystem::path& plugin, const FileIdentity& identity) const;
  void put(const std::filesystem::path& plugin, Entry entry);

  /// Its answer is not to be believed any more.
  void forget(const std::filesystem::path& plugin);

  /// Writes what was put and forgotten, together with what others have written meanwhile, by
  /// rename. Files that are gone are dropped.
  void save() const noexcept;

 private:
  std::filesystem::path file_;
  std::map<std::filesystem::path, Entry> known_, added_;
  std::set<std::filesystem::path> forgotten_;
};

}  // namespace serhost::host

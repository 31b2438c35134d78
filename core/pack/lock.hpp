// serhost.lock: which plugins an experiment was run with, by content and source, so that `serhost
// run --locked` takes no others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace serhost::pack {

inline constexpr const char* kLockFile = "serhost.lock";

/// A component that an experiment uses, and where its plugin came from.
struct LockedPlugin {
  std::string kind, name;
  std::string source;   ///< "bundled", "pack" or "file"
  std::string version;  ///< of the plugin
  std::string content;  ///< of a pack: its content hash; bundled: the hash of its sources; else of
                        ///< the library
  std::string pack, key;  ///< name of the pack, id of its signer; empty for other sources
  bool operator==(const LockedPlugin&) const = default;

  std::string title() const { return kind + " '" + name + "'"; }
};

struct LockFile {
  std::vector<LockedPlugin> plugins;  ///< sorted by kind and name

  /// Whether a pack with this content is listed.
  bool lists(std::string_view content) const;
};

/// TOML, in one form.
std::string text_of(const LockFile& lock);

/// Throws Error(config) with file, line and column of every fault.
LockFile parse_lock(std::string_view text, const std::string& file);

/// What is not as the lock says, a sentence each; empty: everything in `used` is.
std::vector<std::string> differences(const LockFile& lock, const std::vector<LockedPlugin>& used);

}  // namespace serhost::pack

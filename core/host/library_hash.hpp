// What a plugin's library was when this process loaded it, or first asked: a record, a lock and the
// code that ran must be about the same bytes.
#pragma once

#include <filesystem>
#include <string>

#include "host/probe_cache.hpp"

namespace serhost::host {

/// Which file lies at a path, and what is in it: hashed through one descriptor, whose identity is
/// that of the hashed file. Throws Error(missing) where it cannot be read.
struct FileState {
  FileIdentity identity;
  std::string sha256;
  bool operator==(const FileState&) const = default;
};
FileState state_of(const std::filesystem::path& file);

/// [any thread] SHA-256 of a library, computed at the first call for this path and the same from
/// then on. Throws PluginError where the file is another one by now: "was replaced while ...".
std::string library_hash(const std::filesystem::path& file);

/// Called once a library is mapped, with its state from before. Throws PluginError where the file
/// is another one by now, or is not the one that library_hash spoke of.
void agree_on_loaded(const std::filesystem::path& file, const FileState& before);

}  // namespace serhost::host

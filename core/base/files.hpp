// Files that are never half written: temporary name, sync, rename. And reading a whole file with a clear error.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace serhost {

/// Throws Error(missing) where it does not exist or cannot be read, Error(config) where it is a directory.
std::string read_file(const std::filesystem::path& file);

/// Replaces `file` by `content`: written beside it under a temporary name, synced, renamed, folder synced. Throws
/// Error(io) with the system's reason; the old file is then untouched.
void replace_file(const std::filesystem::path& file, std::string_view content);

/// Creates a directory and its parents. Throws Error(cannot_create).
void make_directory(const std::filesystem::path& directory);

}  // namespace serhost

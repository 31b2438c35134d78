// Files under temporary names that libraries write by themselves, and those that a kill leaves.
#pragma once

#include <filesystem>
#include <functional>

namespace serhost {

/// Replaces `file` (base/files.hpp) by what `fill` writes into the file that it is given, which is
/// there and empty; for libraries that open files by their names. Throws Error(cannot_create) for a
/// pipe or a device, Error(io), and what `fill` does: the old file is then as it was.
void replace_file_by(const std::filesystem::path& file,
                     const std::function<void(const std::filesystem::path&)>& fill);

/// Removes what replacements of `file` left that were killed; what somebody still writes stays.
void remove_unfinished(const std::filesystem::path& file);

}  // namespace serhost

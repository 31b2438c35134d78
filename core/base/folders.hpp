// Folders that are never half written, and the removal of what an interruption leaves.
//
// A folder is filled as <folder>.new and then exchanged with the old one in one step. Where the
// file system cannot exchange, the old one becomes <folder>.old for the moment between two renames;
// `recover_folder` puts it back if that was the last moment.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace serhost {

/// Normalized, and without a slash at its end: "runs/a/" and "runs/./a" are "runs/a".
std::filesystem::path folder_path(const std::filesystem::path& text);

/// The files below a folder as "folder/name", relative to it, sorted; none where there is no such
/// folder. Links to files count.
std::vector<std::string> files_below(const std::filesystem::path& folder);

/// `fill` writes and syncs the files of the new folder. At any moment either the old folder is
/// there whole or the new one, to `recover_folder`. Throws Error(io); the old one is then as it
/// was.
void replace_folder(const std::filesystem::path& folder,
                    const std::function<void(const std::filesystem::path&)>& fill);

/// Moves a folder that is whole to `to`, in the place of what is there. Throws Error(io).
void move_folder(const std::filesystem::path& from, const std::filesystem::path& to);

/// After an interruption: what was in place is in place again, leftovers are gone. Nothing where
/// there are none.
void recover_folder(const std::filesystem::path& folder);

/// Makes a folder disappear in one step, then removes it. Nothing where there is none.
void discard_folder(const std::filesystem::path& folder);

/// A folder and all below, or a file. False where something is left, because the system refused.
bool remove_tree(const std::filesystem::path& path);

/// Removes the temporary files that interrupted replacements left in a folder and all folders
/// below.
void remove_temporary_files(const std::filesystem::path& folder);

}  // namespace serhost

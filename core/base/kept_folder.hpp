// Replacing a folder and keeping the one that was there (see base/folders.hpp).
#pragma once

#include <filesystem>
#include <functional>

namespace serhost {

/// Moves a folder that is whole to `to`; what is there is kept as `previous`, in the place of what
/// was kept before. Between its two renames nothing is at `to`: after an interruption the caller
/// moves `previous` back. Throws Error(io).
void move_folder(const std::filesystem::path& from, const std::filesystem::path& to,
                 const std::filesystem::path& previous);

/// As `replace_folder` of two arguments, with the old folder kept by such a move.
void replace_folder(const std::filesystem::path& folder,
                    const std::function<void(const std::filesystem::path&)>& fill,
                    const std::filesystem::path& previous);

}  // namespace serhost

// The environment of programs that are started on a project: cmake, ctest and what they run may be
// foreign code, which gets what a build needs and no more.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace serhost::app {

/// "NAME=VALUE" of the variables in the list of docs/share-a-pack.md that are set. With `home`, a
/// folder: HOME and TMPDIR lie in it, and nothing says where the user's own files are.
std::vector<std::string> build_environment(
    const std::optional<std::filesystem::path>& home = std::nullopt);

/// The names in that list, of which those that end in * are beginnings of names.
std::vector<std::string> build_variables(bool with_own_folders);

}  // namespace serhost::app

// A plugin project on the disk as the files of a pack.
#pragma once

#include <filesystem>
#include <vector>

#include "pack/ustar.hpp"

namespace serhost::pack {

/// All files of the folder but pack.toml, what begins with a dot, build/, runs/, binaries/ and
/// other packs. Throws Error(config) that names links and other things that a pack cannot hold, and
/// Error(io) or Error(missing) where something cannot be read.
std::vector<File> project_files(const std::filesystem::path& folder);

}  // namespace serhost::pack

// Asked before a user's file is opened: reading a pipe or a device could wait or go on for ever.
#pragma once

#include <filesystem>

namespace serhost {

/// Throws Error(config) for a folder, a pipe, a socket or a device; nothing where there is no such
/// file. `read_file` asks by itself.
void require_file(const std::filesystem::path& file);

}  // namespace serhost

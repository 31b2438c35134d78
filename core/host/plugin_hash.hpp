// What identifies a plugin whose sources are not at hand, for locks and cached features.
#pragma once

#include <filesystem>
#include <string>

namespace serhost::host {

/// SHA-256 of the plugin's file. Where a folder of the plugin's name lies beside it, as
/// serhost_add_plugin puts libraries and data of its own there, it is that of the lines "SHA256
/// NAME" of the file and of all below. The file counts as this process loaded it or first hashed it
/// (host/library_hash.hpp): throws PluginError where it is another one by now, Error for what
/// cannot be read.
std::string plugin_hash(const std::filesystem::path& file);

}  // namespace serhost::host

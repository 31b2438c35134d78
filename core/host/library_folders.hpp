// The folders that an ELF file has the loader search for its libraries (RUNPATH, or the older
// RPATH). An empty entry means the current folder: whoever starts the program in a folder of
// foreign files runs what lies there.
//
// Source: ld.so(8); System V ABI, "Dynamic Section".
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace serhost::host {

/// As they stand in the file, in order; none where it has no dynamic section. Throws PluginError
/// for what is no whole ELF64 file.
std::vector<std::string> library_folders(const std::filesystem::path& file);

/// What is wrong with the entries of a library, a clause each: an empty or relative folder, one
/// that is named twice, one that any user may write into. Empty: nothing.
std::vector<std::string> unsafe_library_folders(const std::filesystem::path& file);

/// Throws PluginError, with every fault of every library in `folder` and below.
void check_library_folders(const std::filesystem::path& folder);

}  // namespace serhost::host

// Which file is the program: what lies beside it is found from there, and children are made of it.
#pragma once

#include <filesystem>

namespace serhost {

/// [any] The file of this process, or the one that was named. Empty where /proc cannot be read.
std::filesystem::path program_file();

/// [main] For a library of serhost within another program: the `serhost` that belongs to it. Before
/// anything asks.
void set_program_file(const std::filesystem::path& file);

}  // namespace serhost

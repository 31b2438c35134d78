// Finds a section of an ELF64 file by name, reading as little as it needs. Every offset and size
// comes from the file and is checked against the file's length before it is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace serhost::host {

/// Foreign bytes by position: a span in tests, a file otherwise.
struct ByteSource {
  std::uint64_t size = 0;
  std::function<bool(std::uint64_t offset, void* to, std::size_t count)>
      read;  ///< false: those bytes cannot be had
};

/// The bytes of a file, which stays open as long as the source lives. Throws PluginError where it
/// cannot be opened or is no regular file.
ByteSource file_bytes(const std::filesystem::path& file);

struct ElfSection {
  bool found = false;
  std::uint64_t offset = 0, size = 0;  ///< within the file
  std::string machine;                 ///< "x86-64"
};

/// Throws PluginError where `source` is no ELF64 shared library of this byte order, or one that is
/// cut short.
ElfSection find_section(const ByteSource& source, std::string_view name);

/// The machine this program was built for, in the words of ElfSection::machine.
std::string own_machine();

}  // namespace serhost::host

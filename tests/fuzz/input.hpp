// What a fuzz target is given, as text or as a file that exists in memory only.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace serhost::fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

/// Ends the process where `holds` is false: the fuzzer then keeps the input, and a replayed test fails.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// For readers that take a path. The file is the same one each time, so that an input costs no file system.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) {
    require(::ftruncate(descriptor(), 0) == 0);
    require(::pwrite(descriptor(), data, size, 0) == static_cast<ssize_t>(size));
  }
  static std::filesystem::path path() { return "/proc/self/fd/" + std::to_string(descriptor()); }

 private:
  static int descriptor() {
    static const int open = ::memfd_create("fuzz", MFD_CLOEXEC);
    return open;
  }
};

}  // namespace serhost::fuzz

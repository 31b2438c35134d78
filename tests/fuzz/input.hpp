// What a fuzz target is given, as text, as several texts, or as a file that exists in memory only.
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

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the process where `holds` is false: the fuzzer then keeps the input, and a replayed test
/// fails.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// What stands before the first zero byte, which is taken off `rest` with it: targets that read
/// several texts put zeros between.
inline std::string take_text(std::string_view& rest) {
  const auto end = rest.find('\0');
  const std::string taken(rest.substr(0, end));
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

/// For readers that take a path. The file is the same one each time, so that an input costs no file
/// system; there is one at a time.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content) {
    require(::ftruncate(descriptor(), 0) == 0);
    require(::pwrite(descriptor(), content.data(), content.size(), 0) ==
            static_cast<ssize_t>(content.size()));
  }
  static std::filesystem::path path() { return "/proc/self/fd/" + std::to_string(descriptor()); }

 private:
  static int descriptor() {
    static const int open = ::memfd_create("fuzz", MFD_CLOEXEC);
    return open;
  }
};

}  // namespace serhost::fuzz

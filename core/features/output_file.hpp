// A file that is written piece by piece at given places, with errors that say which file and why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace serhost::features {

/// [any thread] `write_at` from several threads at once is fine. Everything throws Error(io) with
/// the system's reason.
class OutputFile {
 public:
  enum class Open { fresh, existing };

  /// `fresh` empties a file that is there. Error(cannot_create) where it cannot be made, and where
  /// what is there is no regular file of this user with one name: a link that somebody else put
  /// there would have another file overwritten.
  OutputFile(std::filesystem::path file, Open how);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const;
  void write_at(std::uint64_t offset, const void* data, std::size_t size);
  void append(std::string_view
                  text);  ///< behind the last append, or behind what was there when it was opened
  /// Up to `size` bytes; how many there were.
  std::size_t read_at(std::uint64_t offset, void* into, std::size_t size) const;
  void resize(std::uint64_t size);  ///< takes the room on the disk where the file system can
  void sync();
  bool lock();  ///< false: another process holds it; until this object goes
  void rename_to(const std::filesystem::path& file);  ///< synced before, its folder after

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t end_ = 0;
};

}  // namespace serhost::features

// Files that are never half written: temporary name, sync, rename. Files that grow. And reading a
// whole file with a clear error.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace serhost {

/// Throws Error(missing) where it does not exist or cannot be read, Error(config) where it is a
/// folder, a pipe, a socket or a device: reading one could wait or go on for ever.
std::string read_file(const std::filesystem::path& file);

/// What becomes of a file that is to be written.
enum class Destination {
  file,    ///< it appears, or takes the place of a regular file
  stream,  ///< a pipe or a terminal, /dev/null, /dev/stdout: written into
};

/// Throws Error(cannot_create) for what must not be written to: a folder, a socket, a block device,
/// a link to a file or to nothing (the file itself is to be named).
Destination destination_of(const std::filesystem::path& file);

/// A file that appears at once and whole: written beside its place under a temporary name that
/// nobody can foresee; `commit` syncs and renames it and syncs the folder. Whatever throws
/// Error(io) gives the system's reason and leaves the old file as it was. Pipes and devices are
/// written into, and `destination_of` says what is refused.
class FileReplacement {
 public:
  explicit FileReplacement(std::filesystem::path file);
  ~FileReplacement();  ///< removes what was not committed
  FileReplacement(const FileReplacement&) = delete;
  FileReplacement& operator=(const FileReplacement&) = delete;

  void write(const void* data, std::size_t size);
  void commit();

 private:
  std::filesystem::path file_, temporary_;  ///< no temporary one for a stream
  int fd_ = -1;
  bool committed_ = false;
};

/// Replaces `file` by `content`, as FileReplacement does.
void replace_file(const std::filesystem::path& file, std::string_view content);

/// Appends to a file, or begins it; with `sync` it is on the disk afterwards. Throws Error(io): the
/// end may then be torn.
void append_file(const std::filesystem::path& file, std::string_view text, bool sync = false);

/// Waits until what was appended is on the disk. Nothing where there is no such file. Throws
/// Error(io).
void sync_file(const std::filesystem::path& file);

/// Creates a directory and its parents, and syncs the folders that they appear in. Throws
/// Error(cannot_create), or Error(io) where the disk is full or broken.
void make_directory(const std::filesystem::path& directory);

/// Throws Error(io) where a folder cannot be synced.
void sync_directory(const std::filesystem::path& directory);

/// The Error(io) of `file` from errno: "<file>: cannot be written: No space left on device".
[[noreturn]] void throw_io_error(const std::filesystem::path& file, std::string_view what);

}  // namespace serhost

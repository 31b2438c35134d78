// Locks on files by flock, which the system drops when a process dies.
#pragma once

#include <filesystem>

namespace serhost {

/// Whether the open file is locked by this descriptor from now on; false where another one holds
/// it. Does not wait.
bool lock_file(int descriptor);

/// A file that is made to be locked, for as long as this object lives.
class FileLock {
 public:
  FileLock() = default;
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// False where another process holds it. Throws Error(cannot_create) where the file cannot be
  /// made.
  bool take(const std::filesystem::path& file);

 private:
  int descriptor_ = -1;
};

}  // namespace serhost

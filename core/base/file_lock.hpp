// Locks on files by flock, which the system drops when a process dies.
//
// Some network file systems know no locks. A lock that the system cannot give counts as taken, so
// that work goes on there; who takes it gives out `warning`, which says that nobody is kept out.
#pragma once

#include <filesystem>
#include <string>

namespace serhost {

/// Whether this errno of a lock means that the file system has none, rather than that another
/// process holds it.
bool means_no_locks(int reason);

/// Whether the open file is locked by this descriptor from now on, as far as its file system has
/// locks; false where another one holds it. Does not wait.
bool lock_file(int descriptor);

/// A file that is made to be locked, for as long as this object lives.
class FileLock {
 public:
  FileLock() = default;
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// False where another process holds it. Throws Error(cannot_create) where the file cannot be
  /// made or locked.
  bool take(const std::filesystem::path& file);

  /// "" once it is taken for good, else what a user must know: the file system has no locks.
  const std::string& warning() const { return warning_; }

 private:
  int descriptor_ = -1;
  std::string warning_;
};

}  // namespace serhost

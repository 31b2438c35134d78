// The few system calls that change the disk. Every file of a run directory is written through them,
// so that a test can make any one of them fail, or be the last one before a power failure
// (base/files.hpp and base/folders.hpp are what others use).
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace serhost::disk {

using Path = std::filesystem::path;

enum class Kind { create, write, sync, rename, exchange, remove, make_folder, sync_folder };

/// A change that is about to be made.
struct Change {
  Kind kind;
  const Path& path;
  const Path& to;         ///< of rename and exchange
  std::string_view data;  ///< of write
};

/// Hears of every change before it is made, in the thread that makes it.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// 0: go on. Anything else: the change is not made and fails with this errno. What it throws
  /// passes through the caller.
  virtual int before(const Change& change) = 0;
};

/// Lets a watcher hear of all changes of the process for as long as this object lives. One at a
/// time; without one a change costs a test for null.
class Watching {
 public:
  explicit Watching(Watcher& watcher);
  ~Watching();
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;
};

/// [any thread] Whether an errno of fsync says that the file system, or a pipe, knows no such
/// thing: some network file systems keep what is written by other means.
bool knows_no_sync(int reason);

// [any thread] As the system calls of these names: -1 and errno where they fail. Interrupted ones
// are called again.

/// For writing; empties a file that is there unless `append`. ELOOP for a link: what it points to
/// was not named by the user.
int create(const Path& file, bool append);
int create_new(const Path& file);  ///< for writing; EEXIST where anything of this name is there
ssize_t write(int fd, const Path& file, const void* data, std::size_t size);
int sync(int fd, const Path& file);
int rename(const Path& from, const Path& to);
int exchange(
    const Path& a,
    const Path& b);  ///< in one step; EINVAL, ENOSYS or ENOTSUP where the file system cannot
int remove(const Path& path);  ///< a file, a link or an empty folder
int make_folder(const Path& folder);
int sync_folder(const Path& folder);  ///< 0 also where the file system knows no such thing

}  // namespace serhost::disk

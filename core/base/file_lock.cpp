// Takes locks, and tells those that are held from those that a file system does not have.
#include "base/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.hpp"

namespace serhost {

namespace {

/// 0, or the errno.
int flock_fault(int descriptor) {
  for (;;) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno != EINTR) return errno;
  }
}

}  // namespace

bool means_no_locks(int reason) {
  return reason == ENOLCK || reason == ENOSYS || reason == EOPNOTSUPP;
}

bool lock_file(int descriptor) {
  const int fault = flock_fault(descriptor);
  return fault == 0 || means_no_locks(fault);
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool FileLock::take(const std::filesystem::path& file) {
  for (;;) {
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0)
      throw Error(Exit::cannot_create, file.string() + ": " + std::strerror(errno));
    const int fault = flock_fault(descriptor_);
    if (fault == EWOULDBLOCK) return false;
    if (means_no_locks(fault)) {
      warning_ = file.parent_path().string() + ": the file system has no locks (" +
                 std::strerror(fault) +
                 "), so nothing keeps a second process out of this folder; start one at a time";
      return true;
    }
    if (fault != 0)
      throw Error(Exit::cannot_create,
                  file.string() + ": cannot be locked: " + std::strerror(fault));
    struct stat held{}, there{};
    if (::fstat(descriptor_, &held) == 0 && ::stat(file.c_str(), &there) == 0 &&
        held.st_ino == there.st_ino)
      return true;
    // Another process removed the file between the two calls: this lock keeps nobody out.
    ::close(std::exchange(descriptor_, -1));
  }
}

}  // namespace serhost

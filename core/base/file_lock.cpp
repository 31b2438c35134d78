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

bool lock_file(int descriptor) { return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0; }

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool FileLock::take(const std::filesystem::path& file) {
  for (;;) {
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0)
      throw Error(Exit::cannot_create, file.string() + ": " + std::strerror(errno));
    if (!lock_file(descriptor_)) return false;
    struct stat held{}, there{};
    if (::fstat(descriptor_, &held) == 0 && ::stat(file.c_str(), &there) == 0 &&
        held.st_ino == there.st_ino)
      return true;
    // Another process removed the file between the two calls: this lock keeps nobody out.
    ::close(std::exchange(descriptor_, -1));
  }
}

}  // namespace serhost

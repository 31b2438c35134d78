// Loaded before the C library by no_locks_test: a file system that knows no locks, no links, no
// exchange of names and no sync, as some network file systems are.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

namespace {

int refused(int reason) {
  errno = reason;
  return -1;
}

int control(int descriptor, int command, void* argument) {
  const bool lock = command == F_SETLK || command == F_SETLKW || command == F_GETLK ||
                    command == F_OFD_SETLK || command == F_OFD_SETLKW || command == F_OFD_GETLK;
  if (lock) return refused(ENOLCK);
  return static_cast<int>(::syscall(SYS_fcntl, descriptor, command, argument));
}

}  // namespace

extern "C" {

[[gnu::visibility("default")]] int flock(int, int) { return refused(ENOLCK); }
[[gnu::visibility("default")]] int link(const char*, const char*) { return refused(EPERM); }
[[gnu::visibility("default")]] int symlink(const char*, const char*) { return refused(EPERM); }
[[gnu::visibility("default")]] int fsync(int) { return refused(EINVAL); }
[[gnu::visibility("default")]] int fdatasync(int) { return refused(EINVAL); }
[[gnu::visibility("default")]] int renameat2(int, const char*, int, const char*, unsigned) {
  return refused(EINVAL);
}

[[gnu::visibility("default")]] int fcntl(int descriptor, int command, ...) {
  std::va_list list;
  va_start(list, command);
  void* const argument = va_arg(list, void*);
  va_end(list);
  return control(descriptor, command, argument);
}

[[gnu::visibility("default")]] int fcntl64(int descriptor, int command, ...) {
  std::va_list list;
  va_start(list, command);
  void* const argument = va_arg(list, void*);
  va_end(list);
  return control(descriptor, command, argument);
}

}  // extern "C"

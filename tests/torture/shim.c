// Makes system calls fail, by LD_PRELOAD: the Nth that writes below a folder, or all locks or
// links.
//
// TORTURE_ROOT    only calls on paths below it count
// TORTURE_COUNTER a file of 8 bytes that holds how many have been made, in all processes
// TORTURE_NTH     the one that fails; 0 or absent: none, they are only counted
// TORTURE_ERRNO   how it fails; default ENOSPC
// TORTURE_LASTING 1: all behind it fail, too, until something is removed
// TORTURE_MARK    a file that gets one line, name and path, where a call was made to fail
// TORTURE_LOCKS, TORTURE_LINKS, TORTURE_SYNC   an errno with which all of these calls fail
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int number(const char* variable) {
  const char* text = getenv(variable);
  return text != NULL && *text != '\0' ? atoi(text) : 0;
}

static int64_t* counter(void) {
  static int64_t* shared = NULL;
  static int64_t own = 0;
  if (shared != NULL) return shared;
  const char* file = getenv("TORTURE_COUNTER");
  const int fd = file == NULL ? -1 : (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC);
  void* map = fd < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (fd >= 0) close(fd);
  return shared = map == MAP_FAILED ? &own : map;
}

static void mark(const char* call, const char* path) {
  const char* file = getenv("TORTURE_MARK");
  if (file == NULL) return;
  const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
  const int fd = (int)syscall(SYS_openat, AT_FDCWD, file, flags, 0666);
  char line[PATH_MAX + 64];
  const int size = snprintf(line, sizeof line, "%s %s\n", call, path);
  if (fd >= 0 && size > 0) syscall(SYS_write, fd, line, (size_t)size);
  if (fd >= 0) close(fd);
}

// 1 where this call, on this absolute path, must fail; errno is set.
static int fails_at(const char* call, const char* path) {
  const char* root = getenv("TORTURE_ROOT");
  if (root == NULL || strncmp(path, root, strlen(root)) != 0) return 0;
  const int64_t count = __atomic_add_fetch(counter(), 1, __ATOMIC_SEQ_CST);
  const int nth = number("TORTURE_NTH");
  if (nth == 0 || (number("TORTURE_LASTING") ? count < nth : count != nth)) return 0;
  if (count == nth) mark(call, path);
  const int wanted = number("TORTURE_ERRNO");
  errno = wanted != 0 ? wanted : ENOSPC;
  return 1;
}

static int fails_for(const char* call, int folder, const char* path) {
  char whole[2 * PATH_MAX];
  if (path[0] == '/') return fails_at(call, path);
  char base[PATH_MAX];
  if (folder == AT_FDCWD) {
    if (getcwd(base, sizeof base) == NULL) return 0;
  } else {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    const ssize_t size = readlink(link, base, sizeof base - 1);
    if (size < 0) return 0;
    base[size] = '\0';
  }
  snprintf(whole, sizeof whole, "%s/%s", base, path);
  return fails_at(call, whole);
}

static int fails_on(const char* call, int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const int before = errno;
  const ssize_t size = readlink(link, path, sizeof path - 1);
  errno = before;
  if (size < 0) return 0;
  path[size] = '\0';
  return fails_at(call, path);
}

#define FD_CALL(type, name, parameters, arguments, fd) \
  type name parameters {                               \
    if (fails_on(#name, fd)) return -1;                \
    return REAL(name) arguments;                       \
  }
FD_CALL(ssize_t, write, (int fd, const void* data, size_t size), (fd, data, size), fd)
FD_CALL(ssize_t, writev, (int fd, const struct iovec* parts, int count), (fd, parts, count), fd)
FD_CALL(ssize_t, pwrite, (int fd, const void* data, size_t size, off_t at), (fd, data, size, at),
        fd)
FD_CALL(ssize_t, pwrite64, (int fd, const void* data, size_t size, off64_t at),
        (fd, data, size, at), fd)
FD_CALL(int, ftruncate, (int fd, off_t size), (fd, size), fd)
FD_CALL(int, ftruncate64, (int fd, off64_t size), (fd, size), fd)

static int sync_fails(const char* call, int fd) {
  const int always = number("TORTURE_SYNC");
  if (always != 0) return errno = always, 1;
  return fails_on(call, fd);
}
int fsync(int fd) { return sync_fails("fsync", fd) ? -1 : REAL(fsync)(fd); }
/* SQLite syncs a folder this way once its file is safe, and goes on where that cannot be. */
int fdatasync(int fd) {
  struct stat status;
  const int folder = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
  return !folder && sync_fails("fdatasync", fd) ? -1 : REAL(fdatasync)(fd);
}

#define OPEN_CALL(name)                                                        \
  int name(const char* path, int flags, ...) {                                 \
    va_list rest;                                                              \
    va_start(rest, flags);                                                     \
    const mode_t mode = va_arg(rest, mode_t);                                  \
    va_end(rest);                                                              \
    if ((flags & O_CREAT) != 0 && fails_for(#name, AT_FDCWD, path)) return -1; \
    return REAL(name)(path, flags, mode);                                      \
  }
OPEN_CALL(open)
OPEN_CALL(open64)

#define OPENAT_CALL(name)                                                    \
  int name(int folder, const char* path, int flags, ...) {                   \
    va_list rest;                                                            \
    va_start(rest, flags);                                                   \
    const mode_t mode = va_arg(rest, mode_t);                                \
    va_end(rest);                                                            \
    if ((flags & O_CREAT) != 0 && fails_for(#name, folder, path)) return -1; \
    return REAL(name)(folder, path, flags, mode);                            \
  }
OPENAT_CALL(openat)
OPENAT_CALL(openat64)

#define FOPEN_CALL(name)                                                              \
  FILE* name(const char* path, const char* mode) {                                    \
    if (strpbrk(mode, "wa") != NULL && fails_for(#name, AT_FDCWD, path)) return NULL; \
    return REAL(name)(path, mode);                                                    \
  }
FOPEN_CALL(fopen)
FOPEN_CALL(fopen64)

int mkdir(const char* path, mode_t mode) {
  return fails_for("mkdir", AT_FDCWD, path) ? -1 : REAL(mkdir)(path, mode);
}
int rename(const char* from, const char* to) {
  return fails_for("rename", AT_FDCWD, to) ? -1 : REAL(rename)(from, to);
}
int renameat2(int a, const char* from, int b, const char* to, unsigned flags) {
  return fails_for("renameat2", b, to) ? -1 : REAL(renameat2)(a, from, b, to, flags);
}

int flock(int fd, int operation) {
  const int always = number("TORTURE_LOCKS");
  if (always != 0) return errno = always, -1;
  return REAL(flock)(fd, operation);
}

static int is_lock(int command) {
  return command == F_SETLK || command == F_SETLKW || command == F_GETLK ||
         command == F_OFD_SETLK || command == F_OFD_SETLKW || command == F_OFD_GETLK;
}
#define FCNTL_CALL(name)                                                             \
  int name(int fd, int command, ...) {                                               \
    va_list rest;                                                                    \
    va_start(rest, command);                                                         \
    void* argument = va_arg(rest, void*);                                            \
    va_end(rest);                                                                    \
    const int always = is_lock(command) ? number("TORTURE_LOCKS") : 0;               \
    if (always != 0) return errno = always, -1;                                      \
    return ((int (*)(int, int, ...))dlsym(RTLD_NEXT, #name))(fd, command, argument); \
  }
FCNTL_CALL(fcntl)
FCNTL_CALL(fcntl64)

static int no_links(void) {
  const int always = number("TORTURE_LINKS");
  return always != 0 ? (errno = always, 1) : 0;
}
int link(const char* from, const char* to) { return no_links() ? -1 : REAL(link)(from, to); }
int symlink(const char* from, const char* to) { return no_links() ? -1 : REAL(symlink)(from, to); }

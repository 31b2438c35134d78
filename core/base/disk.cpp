// The system calls; each asks the watcher first, if there is one.
#include "base/disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <stdexcept>

namespace serhost::disk {
namespace {

std::atomic<Watcher*> watcher{nullptr};

/// False, with errno, where the watcher says no.
bool allowed(Kind kind, const Path& path, const Path& to = {}, std::string_view data = {}) {
  auto* const heard_by = watcher.load(std::memory_order_acquire);
  if (heard_by == nullptr) return true;
  const int fault = heard_by->before({kind, path, to, data});
  if (fault != 0) errno = fault;
  return fault == 0;
}

template <class Call>
auto uninterrupted(Call&& call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

}  // namespace

bool knows_no_sync(int reason) { return reason == EINVAL || reason == ENOTSUP || reason == ENOSYS; }

Watching::Watching(Watcher& hears) {
  Watcher* none = nullptr;
  if (!watcher.compare_exchange_strong(none, &hears))
    throw std::logic_error("the disk is watched already");
}

Watching::~Watching() { watcher = nullptr; }

int create(const Path& file, bool append) {
  if (!allowed(Kind::create, file)) return -1;
  const int flags =
      O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | (append ? O_APPEND : O_TRUNC);
  return uninterrupted([&] { return ::open(file.c_str(), flags, 0666); });
}

int create_new(const Path& file) {
  if (!allowed(Kind::create, file)) return -1;
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  return uninterrupted([&] { return ::open(file.c_str(), flags, 0666); });
}

ssize_t write(int fd, const Path& file, const void* data, std::size_t size) {
  if (!allowed(Kind::write, file, {}, {static_cast<const char*>(data), size})) return -1;
  return uninterrupted([&] { return ::write(fd, data, size); });
}

int sync(int fd, const Path& file) {
  if (!allowed(Kind::sync, file)) return -1;
  const int result = uninterrupted([&] { return ::fsync(fd); });
  return result == 0 || knows_no_sync(errno) ? 0 : -1;
}

int rename(const Path& from, const Path& to) {
  if (!allowed(Kind::rename, from, to)) return -1;
  return std::rename(from.c_str(), to.c_str());
}

int exchange(const Path& a, const Path& b) {
  if (!allowed(Kind::exchange, a, b)) return -1;
#ifdef RENAME_EXCHANGE
  return ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE);
#else
  errno = ENOSYS;
  return -1;
#endif
}

int remove(const Path& path) {
  if (!allowed(Kind::remove, path)) return -1;
  return std::remove(path.c_str());
}

int make_folder(const Path& folder) {
  if (!allowed(Kind::make_folder, folder)) return -1;
  return ::mkdir(folder.c_str(), 0777);
}

int sync_folder(const Path& folder) {
  const Path named = folder.empty() ? Path(".") : folder;
  if (!allowed(Kind::sync_folder, named)) return -1;
  const int fd =
      uninterrupted([&] { return ::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (fd < 0)
    return errno == EACCES ? 0
                           : -1;  // a folder that may be written but not read: nothing can be done
  const int result = uninterrupted([&] { return ::fsync(fd); });
  const int fault = errno;
  ::close(fd);
  errno = fault;
  return result == 0 || knows_no_sync(fault) ? 0 : -1;
}

}  // namespace serhost::disk

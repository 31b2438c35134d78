// Replaces and extends files durably on POSIX.
#include "base/files.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/file_lock.hpp"
#include "base/regular_file.hpp"
#include "base/unfinished.hpp"

namespace serhost {
namespace {

/// False, with errno, where not all could be written.
bool write_all(int fd, const std::filesystem::path& file, const void* data, std::size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const auto written =
        disk::write(fd, file, at, std::min<std::size_t>(size, std::size_t{1} << 30));
    if (written < 0) return false;
    at += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

/// An open file that is closed whatever happens.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// 40 bits as digits, which is what remove_temporary_files knows and leaves room for long names.
std::string random_digits() {
  std::uint64_t bits = 0;
  if (::getrandom(&bits, sizeof bits, 0) != sizeof bits) throw_io_error("", "no random number");
  return std::to_string(bits >> 24U);
}

std::filesystem::path temporary_for(const std::filesystem::path& file) {
  return file.parent_path() / ("." + file.filename().string() + "." + random_digits() + ".tmp");
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
  throw Error(Exit::cannot_create, file.string() + ": " + why);
}

/// /dev/stdout and its like are links to whatever the descriptor is.
bool is_descriptor(const std::filesystem::path& file) {
  const auto path = file.lexically_normal().string();
  return path == "/dev/stdout" || path == "/dev/stderr" || path.starts_with("/dev/fd/") ||
         path.starts_with("/proc/self/fd/");
}

}  // namespace

void throw_io_error(const std::filesystem::path& file, std::string_view what) {
  const bool limit = errno == EFBIG;
  throw Error(Exit::io,
              file.string() + ": " + std::string(what) + ": " + std::strerror(errno) +
                  (limit ? " (see ulimit -f, or the largest file of the file system)" : ""));
}

void require_file(const std::filesystem::path& file) {
  using Type = std::filesystem::file_type;
  std::error_code ignored;
  const auto type = std::filesystem::status(file, ignored).type();
  if (type == Type::directory)
    throw Error(Exit::config, file.string() + ": is a folder, but must be a file");
  if (type == Type::fifo || type == Type::socket || type == Type::character || type == Type::block)
    throw Error(Exit::config,
                file.string() + ": is a pipe, a socket or a device, but must be a file");
}

std::string read_file(const std::filesystem::path& file) {
  require_file(file);
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(Exit::missing, file.string() + ": " + std::strerror(errno));
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

Destination destination_of(const std::filesystem::path& file) {
  struct stat itself{}, behind{};
  if (::lstat(file.c_str(), &itself) != 0) return Destination::file;
  const bool link = S_ISLNK(itself.st_mode);
  const bool dangles = ::stat(file.c_str(), &behind) != 0;
  if (!dangles && (S_ISFIFO(behind.st_mode) || S_ISCHR(behind.st_mode))) return Destination::stream;
  if (link && !dangles && is_descriptor(file)) return Destination::stream;
  std::error_code unread;
  if (link) {
    refuse(file, "is a link to '" + std::filesystem::read_symlink(file, unread).string() +
                     "', and links are not written through; name the file itself");
  }
  if (S_ISDIR(itself.st_mode)) refuse(file, "is a folder, but must be a file");
  if (!S_ISREG(itself.st_mode))
    refuse(file, "is a socket or a disk, but must be a file, a pipe or a terminal");
  return Destination::file;
}

FileReplacement::FileReplacement(std::filesystem::path file) : file_(std::move(file)) {
  if (destination_of(file_) == Destination::stream) {
    fd_ = ::open(file_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  } else {
    temporary_ = temporary_for(file_);
    fd_ = disk::create_new(temporary_);
    if (fd_ >= 0) lock_file(fd_);  // tells remove_unfinished that it is not left behind
  }
  if (fd_ < 0) throw_io_error(file_, "cannot be created");
}

FileReplacement::~FileReplacement() {
  if (fd_ >= 0) ::close(fd_);
  if (committed_ || temporary_.empty()) return;
  try {
    disk::remove(temporary_);
  } catch (...) {  // from a watcher; a destructor must not throw
  }
}

void FileReplacement::write(const void* data, std::size_t size) {
  if (!write_all(fd_, temporary_.empty() ? file_ : temporary_, data, size))
    throw_io_error(file_, "cannot be written");
}

void FileReplacement::commit() {
  if (temporary_.empty()) {
    if (::close(std::exchange(fd_, -1)) != 0) throw_io_error(file_, "cannot be written");
    committed_ = true;
    return;
  }
  if (disk::sync(fd_, temporary_) != 0) throw_io_error(file_, "cannot be written");
  if (::close(std::exchange(fd_, -1)) != 0) throw_io_error(file_, "cannot be written");
  if (disk::rename(temporary_, file_) != 0) throw_io_error(file_, "cannot be replaced");
  committed_ = true;
  sync_directory(file_.parent_path());
}

void replace_file(const std::filesystem::path& file, std::string_view content) {
  FileReplacement replacement(file);
  replacement.write(content.data(), content.size());
  replacement.commit();
}

void replace_file_by(const std::filesystem::path& file,
                     const std::function<void(const std::filesystem::path&)>& fill) {
  if (destination_of(file) == Destination::stream)
    refuse(file, "is a pipe or a device, but must be a file");
  const auto fresh = temporary_for(file);
  Descriptor out(disk::create_new(fresh));
  if (out.get() < 0) throw_io_error(file, "cannot be created");
  lock_file(out.get());
  try {
    fill(fresh);
    if (disk::sync(out.get(), fresh) != 0 || !out.close())
      throw_io_error(file, "cannot be written");
    if (disk::rename(fresh, file) != 0) throw_io_error(file, "cannot be replaced");
  } catch (...) {
    disk::remove(fresh);
    throw;
  }
  sync_directory(file.parent_path());
}

void remove_unfinished(const std::filesystem::path& file) {
  const auto folder = file.parent_path();
  const auto begin = "." + file.filename().string() + ".";
  std::error_code fault;
  for (std::filesystem::directory_iterator it(folder.empty() ? "." : folder, fault), end;
       !fault && it != end; it.increment(fault)) {
    const auto name = it->path().filename().string();
    constexpr std::string_view kEnd = ".tmp";
    if (name.size() <= begin.size() + kEnd.size() || !name.starts_with(begin) ||
        !name.ends_with(kEnd) ||
        name.find_first_not_of("0123456789", begin.size()) != name.size() - kEnd.size())
      continue;
    Descriptor left(::open(it->path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status{};
    if (left.get() >= 0 && ::fstat(left.get(), &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_uid == ::geteuid() && lock_file(left.get()))
      disk::remove(it->path());
  }
}

void append_file(const std::filesystem::path& file, std::string_view text, bool sync) {
  Descriptor out(disk::create(file, true));
  const bool good = out.get() >= 0 && write_all(out.get(), file, text.data(), text.size()) &&
                    (!sync || disk::sync(out.get(), file) == 0) && out.close();
  if (!good) throw_io_error(file, "cannot be written");
}

void sync_file(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return;
  Descriptor out(disk::create(file, true));
  if (out.get() < 0 || disk::sync(out.get(), file) != 0) throw_io_error(file, "cannot be written");
}

void make_directory(const std::filesystem::path& directory) {
  if (directory.empty() || std::filesystem::is_directory(directory)) return;
  make_directory(directory.parent_path());
  if (disk::make_folder(directory) != 0 &&
      !(errno == EEXIST && std::filesystem::is_directory(directory))) {
    const bool broken = errno == ENOSPC || errno == EDQUOT || errno == EIO;
    throw Error(broken ? Exit::io : Exit::cannot_create,
                directory.string() + ": cannot be created: " + std::strerror(errno));
  }
  sync_directory(directory.parent_path());
}

void sync_directory(const std::filesystem::path& directory) {
  if (disk::sync_folder(directory) != 0) throw_io_error(directory, "cannot be written");
}

}  // namespace serhost

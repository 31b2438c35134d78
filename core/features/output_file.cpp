// Writes at given offsets on POSIX.
#include "features/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/file_lock.hpp"
#include "base/files.hpp"

namespace serhost::features {

OutputFile::OutputFile(std::filesystem::path file, Open how) : path_(std::move(file)) {
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
  if (descriptor_ < 0)
    throw Error(Exit::cannot_create,
                path_.string() + ": cannot be created: " +
                    (errno == ELOOP ? "it is a link; remove it" : std::strerror(errno)));
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink > 1 ||
      status.st_uid != ::geteuid()) {
    ::close(descriptor_);
    throw Error(Exit::cannot_create, path_.string() +
                                         ": is not a file of this user under one name alone, so it "
                                         "is not written to; remove it, or choose another place");
  }
  if (how == Open::fresh && ::ftruncate(descriptor_, 0) != 0) {
    const int reason = errno;
    ::close(descriptor_);
    throw Error(Exit::cannot_create,
                path_.string() + ": cannot be emptied: " + std::strerror(reason));
  }
  end_ = size();
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::fail(const char* what) const {
  throw Error(Exit::io, path_.string() + ": " + what + ": " + std::strerror(errno));
}

std::uint64_t OutputFile::size() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) fail("cannot be examined");
  return static_cast<std::uint64_t>(status.st_size);
}

void OutputFile::write_at(std::uint64_t offset, const void* data, std::size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const auto n = ::pwrite(descriptor_, at, std::min<std::size_t>(size, std::size_t{1} << 30),
                            static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("cannot be written");
    at += n;
    offset += static_cast<std::uint64_t>(n);
    size -= static_cast<std::size_t>(n);
  }
}

void OutputFile::append(std::string_view text) {
  write_at(end_, text.data(), text.size());
  end_ += text.size();
}

std::size_t OutputFile::read_at(std::uint64_t offset, void* into, std::size_t size) const {
  char* at = static_cast<char*>(into);
  std::size_t got = 0;
  while (got < size) {
    const auto n =
        ::pread(descriptor_, at + got, std::min<std::size_t>(size - got, std::size_t{1} << 30),
                static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("cannot be read");
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  return got;
}

void OutputFile::resize(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail("cannot be given its size");
  // Not posix_fallocate, which writes every block where the file system cannot reserve them.
  if (size > 0 && ::fallocate(descriptor_, 0, 0, static_cast<off_t>(size)) != 0 &&
      (errno == ENOSPC || errno == EDQUOT)) {
    fail("cannot be given its size");
  }
  end_ = size;
}

void OutputFile::sync() {
  if (::fsync(descriptor_) != 0 && !disk::knows_no_sync(errno)) fail("cannot be written");
}

bool OutputFile::lock() { return lock_file(descriptor_); }

void OutputFile::rename_to(const std::filesystem::path& file) {
  sync();
  if (::rename(path_.c_str(), file.c_str()) != 0)
    fail(("cannot be renamed to " + file.string()).c_str());
  path_ = file;
  sync_directory(file.parent_path());
}

}  // namespace serhost::features

// Durable replacement of files on POSIX.
#include "base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/error.hpp"

namespace serhost {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* what) {
  throw Error(Exit::io, file.string() + ": " + what + ": " + std::strerror(errno));
}

void sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;  // some file systems refuse; the rename itself is done
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

std::string read_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) throw Error(Exit::config, file.string() + ": is a folder, but must be a file");
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(Exit::missing, file.string() + ": " + std::strerror(errno));
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

void replace_file(const std::filesystem::path& file, std::string_view content) {
  const auto temporary = file.parent_path() / ("." + file.filename().string() + "." + std::to_string(::getpid()) + ".tmp");
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) fail(temporary, "cannot be created");
  std::size_t written = 0;
  while (written < content.size()) {
    const auto n = ::write(fd, content.data() + written, content.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int reason = errno;
      ::close(fd);
      ::unlink(temporary.c_str());
      errno = reason;
      fail(file, "cannot be written");
    }
    written += static_cast<std::size_t>(n);
  }
  if (::fsync(fd) != 0 || ::close(fd) != 0) {
    const int reason = errno;
    ::unlink(temporary.c_str());
    errno = reason;
    fail(file, "cannot be written");
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) fail(file, "cannot be replaced");
  sync_folder(file.parent_path());
}

void make_directory(const std::filesystem::path& directory) {
  std::error_code reason;
  std::filesystem::create_directories(directory, reason);
  if (reason) throw Error(Exit::cannot_create, directory.string() + ": cannot be created: " + reason.message());
}

}  // namespace serhost

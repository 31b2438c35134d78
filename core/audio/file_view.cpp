// Reads bytes of a file through libsndfile's virtual I/O. Opens with O_NONBLOCK, so that a named
// pipe in a corpus folder is an error and not a hang.
#include "audio/file_view.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace serhost::audio {

FileView::FileView(const std::filesystem::path& file) {
  const auto name = file.string();
  descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    const int reason = errno;
    if (reason == ENOENT || reason == ENOTDIR || reason == ELOOP)
      throw DataError(name + ": there is no such file", Exit::missing);
    throw DataError(name + ": cannot be opened: " + std::strerror(reason));
  }
  struct stat status{};
  std::string fault;
  if (::fstat(descriptor_, &status) != 0)
    fault = std::string("cannot be read: ") + std::strerror(errno);
  else if (S_ISDIR(status.st_mode)) fault = "is a folder, but an audio file is expected";
  else if (!S_ISREG(status.st_mode)) fault = "is a pipe or a device, but an audio file is expected";
  else if (status.st_size == 0)
    fault = "is empty (0 bytes), but an audio file is expected; copy it again";
  if (!fault.empty()) {
    ::close(descriptor_);
    throw DataError(name + ": " + fault);
  }
  size_ = status.st_size;
}

FileView::~FileView() { ::close(descriptor_); }

std::int64_t FileView::read(std::int64_t offset, void* into, std::int64_t count) const {
  auto* out = static_cast<unsigned char*>(into);
  std::int64_t done = 0;
  while (done < count) {
    const auto n =
        ::pread(descriptor_, out + done, static_cast<std::size_t>(count - done), offset + done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += n;
  }
  for (auto at = overlaid_.lower_bound(offset); at != overlaid_.end() && at->first < offset + done;
       ++at)
    out[at->first - offset] = at->second;
  return done;
}

std::string FileView::bytes(std::int64_t offset, std::int64_t count) const {
  std::string out(static_cast<std::size_t>(count), '\0');
  out.resize(static_cast<std::size_t>(read(offset, out.data(), count)));
  return out;
}

void FileView::overlay(std::int64_t offset, std::uint32_t little_endian) {
  for (int i = 0; i < 4; ++i)
    overlaid_[offset + i] = static_cast<unsigned char>(little_endian >> (8 * i));
}

}  // namespace serhost::audio

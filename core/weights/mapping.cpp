// Maps a file into memory. Opens with O_NONBLOCK, so that a named pipe is an error and not a hang.
#include "weights/mapping.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace serhost::weights {

Mapping::Mapping(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) throw Error(Exit::missing, file.string() + ": " + std::strerror(errno));
  struct stat status{};
  const bool regular = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  size_ = regular ? static_cast<std::uint64_t>(status.st_size) : 0;
  if (size_ > 0) {
    void* at = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd, 0);
    data_ = at == MAP_FAILED ? nullptr : static_cast<char*>(at);
  }
  const int reason = errno;
  ::close(fd);
  if (!regular) throw Error(Exit::config, file.string() + ": is not a regular file");
  if (size_ > 0 && data_ == nullptr)
    throw Error(Exit::io, file.string() + ": cannot be mapped: " + std::strerror(reason));
}

std::shared_ptr<const Mapping> Mapping::of_bytes(std::string_view bytes) {
  const std::shared_ptr<Mapping> out(new Mapping);
  out->copy_ = std::make_unique<char[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), out->copy_.get());
  out->data_ = out->copy_.get();
  out->size_ = bytes.size();
  return out;
}

void Mapping::forget(const char* at, std::uint64_t bytes) const {
  if (copy_ || data_ == nullptr) return;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = static_cast<std::uint64_t>(at - data_);  // the mapping itself begins at a page
  const auto first = (begin + page - 1) / page * page, last = (begin + bytes) / page * page;
  if (first < last) ::madvise(data_ + first, last - first, MADV_DONTNEED);
}

Mapping::~Mapping() {
  if (data_ != nullptr && !copy_) ::munmap(data_, size_);
}

}  // namespace serhost::weights

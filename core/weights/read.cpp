// The file is mapped, not read: tensors of a large checkpoint cost memory only when they are copied into a module.
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>
#include <serhost/weights/safetensors.hpp>

#include "base/error.hpp"
#include "weights/header.hpp"

namespace serhost::weights {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian and used as it lies");

/// A private mapping: pages are shared with the file until someone writes to them, and the file never changes.
class Mapping {
 public:
  explicit Mapping(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) throw Error(Exit::missing, file.string() + ": " + std::strerror(errno));
    struct stat status {};
    const bool regular = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    size_ = regular ? static_cast<std::uint64_t>(status.st_size) : 0;
    if (size_ > 0) {
      void* at = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd, 0);
      data_ = at == MAP_FAILED ? nullptr : static_cast<char*>(at);
    }
    const int reason = errno;
    ::close(fd);
    if (!regular) throw Error(Exit::config, file.string() + ": is not a regular file");
    if (size_ > 0 && data_ == nullptr) throw Error(Exit::io, file.string() + ": cannot be mapped: " + std::strerror(reason));
  }
  ~Mapping() {
    if (data_ != nullptr) ::munmap(data_, size_);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  char* data() const { return data_; }
  std::uint64_t size() const { return size_; }

 private:
  char* data_ = nullptr;
  std::uint64_t size_ = 0;
};

at::ScalarType scalar_type(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
      return at::kDouble;
    case Dtype::f32:
      return at::kFloat;
    case Dtype::f16:
      return at::kHalf;
    case Dtype::bf16:
      return at::kBFloat16;
    case Dtype::i64:
      return at::kLong;
    case Dtype::i32:
      return at::kInt;
    case Dtype::i16:
      return at::kShort;
    case Dtype::i8:
      return at::kChar;
    case Dtype::u8:
      return at::kByte;
    case Dtype::boolean:
      return at::kBool;
  }
  throw std::logic_error("a dtype without a scalar type");
}

at::Tensor tensor_of(const Entry& entry, const std::shared_ptr<Mapping>& mapping, std::uint64_t data_begin) {
  const auto options = at::TensorOptions().dtype(scalar_type(entry.dtype));
  char* const at = mapping->data() + data_begin + entry.begin;
  const auto size = entry.end - entry.begin;
  if (entry.dtype == Dtype::boolean) {
    for (std::uint64_t i = 0; i < size; ++i) {
      if (static_cast<unsigned char>(at[i]) > 1)
        throw std::runtime_error("tensor '" + entry.name + "': a BOOL that is neither 0 nor 1");
    }
  }
  if (size == 0 || reinterpret_cast<std::uintptr_t>(at) % entry.bytes != 0) {  // the format does not promise alignment
    auto copy = at::empty(entry.shape, options);
    if (size > 0) std::memcpy(copy.data_ptr(), at, size);
    return copy;
  }
  return at::from_blob(
      at, entry.shape, [mapping](void*) {}, options);
}

}  // namespace

Safetensors open_safetensors(const std::filesystem::path& file) {
  const auto mapping = std::make_shared<Mapping>(file);
  try {
    if (mapping->size() < 8) throw std::runtime_error("shorter than the 8 bytes of its header's length");
    std::uint64_t length = 0;
    std::memcpy(&length, mapping->data(), 8);
    if (length > kLargestHeader || length > mapping->size() - 8) {
      throw std::runtime_error("its header is said to have " + std::to_string(length) + " bytes, but " +
                               std::to_string(mapping->size() - 8) + " bytes follow");
    }
    const auto header = parse_header({mapping->data() + 8, length}, mapping->size() - 8 - length);
    Safetensors out;
    out.metadata = header.metadata;
    for (const auto& entry : header.entries) out.tensors.emplace(entry.name, tensor_of(entry, mapping, 8 + length));
    return out;
  } catch (const std::runtime_error& fault) {
    throw Error(Exit::damaged, file.string() + ": not a sound safetensors file: " + fault.what());
  }
}

Tensors read_safetensors(const std::filesystem::path& file) { return open_safetensors(file).tensors; }

}  // namespace serhost::weights

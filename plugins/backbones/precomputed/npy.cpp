// The header is a Python dictionary as text; of it three entries are looked for, and nothing is
// evaluated.
#include "npy.hpp"

#include <ATen/ops/from_blob.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace precomputed {
namespace {

constexpr std::size_t kLargestHeader = 1 << 16;

class Mapping {
 public:
  explicit Mapping(const std::filesystem::path& file) {
    const int descriptor =
        ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a FIFO must not make us wait
    if (descriptor < 0) throw std::runtime_error(file.string() + ": " + std::strerror(errno));
    struct stat status{};
    const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    size_ = regular ? static_cast<std::size_t>(status.st_size) : 0;
    if (size_ > 0) {
      void* at = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE,
                        descriptor, 0);
      data_ = at == MAP_FAILED ? nullptr : static_cast<char*>(at);
    }
    ::close(descriptor);
    if (data_ == nullptr)
      throw std::runtime_error(file.string() + ": is empty or cannot be mapped");
  }
  ~Mapping() { ::munmap(data_, size_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  char* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// What follows "'name':" in the dictionary, without blanks.
std::string_view entry(std::string_view text, const std::string& name) {
  auto at = text.find("'" + name + "':");
  if (at == std::string_view::npos) return {};
  at += name.size() + 3;
  while (at < text.size() && text[at] == ' ') ++at;
  return text.substr(at);
}

/// "(2, 3)" to 2 and 3; empty where it is not that.
std::vector<std::int64_t> shape_in(std::string_view text) {
  std::vector<std::int64_t> shape;
  if (text.empty() || text.front() != '(') return {};
  for (std::size_t at = 1; at < text.size() && text[at] != ')';) {
    std::int64_t length = 0;
    const auto [end, fault] = std::from_chars(text.data() + at, text.data() + text.size(), length);
    if (fault != std::errc() || length < 0) return {};
    shape.push_back(length);
    at = static_cast<std::size_t>(end - text.data());
    while (at < text.size() && (text[at] == ',' || text[at] == ' ')) ++at;
  }
  return shape;
}

}  // namespace

at::Tensor read_npy(const std::filesystem::path& file) {
  const auto mapping = std::make_shared<Mapping>(file);
  const auto fail = [&](const std::string& what) {
    throw std::runtime_error(file.string() + ": not a sound npy file: " + what);
  };
  const std::string_view bytes(mapping->data(), mapping->size());
  if (bytes.size() < 12 || !bytes.starts_with("\x93NUMPY")) fail("it does not begin as one");
  const int version = bytes[6];
  if (version < 1 || version > 3)
    fail("its version is " + std::to_string(version) + ", but must be 1, 2 or 3");
  std::size_t length = 0;
  const int width = version == 1 ? 2 : 4;
  for (int i = 0; i < width; ++i)
    length |=
        static_cast<std::size_t>(static_cast<unsigned char>(bytes[8 + static_cast<std::size_t>(i)]))
        << (8 * i);
  const auto begin = 8 + static_cast<std::size_t>(width);
  if (length > kLargestHeader || length > bytes.size() - begin) fail("its header is cut short");
  const auto header = bytes.substr(begin, length);
  const auto type = entry(header, "descr");
  at::ScalarType scalar = at::kFloat;
  if (type.starts_with("'<f8'")) scalar = at::kDouble;
  else if (type.starts_with("'<f2'")) scalar = at::kHalf;
  else if (!type.starts_with("'<f4'"))
    fail("its type is " + std::string(type.substr(0, type.find(','))) +
         ", but must be '<f4', '<f8' or '<f2'");
  if (!entry(header, "fortran_order").starts_with("False"))
    fail("it is in Fortran order; save numpy.ascontiguousarray of it");
  const auto shape = shape_in(entry(header, "shape"));
  if (shape.empty()) fail("its shape cannot be read, or it is a single number");
  std::uint64_t size = c10::elementSize(scalar);
  for (const auto dimension : shape) {
    if (__builtin_mul_overflow(size, static_cast<std::uint64_t>(dimension), &size))
      fail("its shape overflows");
  }
  const auto data = begin + length;
  if (size != bytes.size() - data)
    fail("its shape needs " + std::to_string(size) + " bytes, but " +
         std::to_string(bytes.size() - data) + " follow the header");
  char* const at = mapping->data() + data;
  if (reinterpret_cast<std::uintptr_t>(at) % c10::elementSize(scalar) != 0)
    fail("its data is not aligned; save it again");
  return at::from_blob(at, shape, [mapping](void*) {}, at::TensorOptions().dtype(scalar));
}

}  // namespace precomputed

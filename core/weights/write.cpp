// Tensors are written one after the other from where they lie, so that a checkpoint is never held twice. Wide types come
// first, as the reference implementation has it: every tensor is then aligned for readers that map the file.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <serhost/weights/safetensors.hpp>
#include <stdexcept>

#include "base/error.hpp"
#include "weights/header.hpp"

namespace serhost::weights {
namespace {

Dtype dtype_of(const std::string& name, const at::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kDouble:
      return Dtype::f64;
    case at::kFloat:
      return Dtype::f32;
    case at::kHalf:
      return Dtype::f16;
    case at::kBFloat16:
      return Dtype::bf16;
    case at::kLong:
      return Dtype::i64;
    case at::kInt:
      return Dtype::i32;
    case at::kShort:
      return Dtype::i16;
    case at::kChar:
      return Dtype::i8;
    case at::kByte:
      return Dtype::u8;
    case at::kBool:
      return Dtype::boolean;
    default:
      throw std::invalid_argument("tensor '" + name + "': safetensors has no name for dtype " +
                                  c10::toString(tensor.scalar_type()));
  }
}

/// A file under a temporary name; removed unless it was kept.
class Temporary {
 public:
  explicit Temporary(const std::filesystem::path& file)
      : file_(file), path_(file.parent_path() / ("." + file.filename().string() + "." + std::to_string(::getpid()) + ".tmp")) {
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd_ < 0) fail("cannot be created");
  }
  ~Temporary() {
    if (fd_ >= 0) ::close(fd_);
    if (!kept_) ::unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  void write(const void* data, std::size_t size) {
    const char* at = static_cast<const char*>(data);
    while (size > 0) {
      const auto n = ::write(fd_, at, std::min<std::size_t>(size, std::size_t{1} << 30));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail("cannot be written");
      at += n;
      size -= static_cast<std::size_t>(n);
    }
  }

  void keep() {
    if (::fsync(fd_) != 0) fail("cannot be written");
    const int fd = std::exchange(fd_, -1);
    if (::close(fd) != 0) fail("cannot be written");
    if (::rename(path_.c_str(), file_.c_str()) != 0) fail("cannot be replaced");
    kept_ = true;
    const auto folder = file_.parent_path();
    const int directory = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return;  // some file systems refuse; the rename itself is done
    ::fsync(directory);
    ::close(directory);
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw Error(Exit::io, file_.string() + ": " + what + ": " + std::strerror(errno));
  }

  std::filesystem::path file_, path_;
  int fd_ = -1;
  bool kept_ = false;
};

}  // namespace

void write_safetensors(const std::filesystem::path& file, const Tensors& tensors, const Metadata& metadata) {
  std::vector<std::pair<const std::string*, const at::Tensor*>> order;
  for (const auto& [name, tensor] : tensors) {
    if (name == "__metadata__") throw std::invalid_argument("a tensor cannot be named '__metadata__' in a safetensors file");
    if (!tensor.defined()) throw std::invalid_argument("tensor '" + name + "' is undefined");
    order.emplace_back(&name, &tensor);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second->element_size() > b.second->element_size(); });

  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t end = 0;
  for (const auto& [name, tensor] : order) {
    const auto dtype = dtype_of(*name, *tensor);
    const auto known = std::find_if(kDtypes.begin(), kDtypes.end(), [&](const auto& each) { return each.dtype == dtype; });
    const auto begin = end;
    end += static_cast<std::uint64_t>(tensor->numel()) * known->bytes;
    header[*name] = {{"dtype", known->name}, {"shape", tensor->sizes().vec()}, {"data_offsets", {begin, end}}};
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception&) {
    throw std::invalid_argument(file.string() + ": a name or a piece of metadata is not UTF-8");
  }
  text.resize((text.size() + 7) / 8 * 8, ' ');

  Temporary out(file);
  const std::uint64_t length = text.size();
  out.write(&length, 8);
  out.write(text.data(), text.size());
  for (const auto& [name, tensor] : order) {
    const auto bytes = tensor->detach().to(at::kCPU).contiguous();
    out.write(bytes.const_data_ptr(), bytes.nbytes());
  }
  out.keep();
}

}  // namespace serhost::weights

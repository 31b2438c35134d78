// Tensors are written one after the other from where they lie, so that a checkpoint is never held
// twice. Wide types come first, as the reference implementation has it: every tensor is then
// aligned for readers that map the file.
#include <algorithm>
#include <serhost/weights/safetensors.hpp>
#include <stdexcept>

#include "base/files.hpp"
#include "weights/header_writer.hpp"
#include "weights/stored.hpp"

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

}  // namespace

void write_safetensors(const std::filesystem::path& file, const Tensors& tensors,
                       const Metadata& metadata) {
  std::vector<std::pair<const std::string*, const at::Tensor*>> order;
  for (const auto& [name, tensor] : tensors) {
    if (!tensor.defined()) throw std::invalid_argument("tensor '" + name + "' is undefined");
    order.emplace_back(&name, &tensor);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second->element_size() > b.second->element_size();
  });

  HeaderWriter header(metadata);
  for (const auto& [name, tensor] : order) {
    const auto& known = name_of(dtype_of(*name, *tensor));
    header.add(*name, known.name, tensor->sizes().vec(),
               static_cast<std::uint64_t>(tensor->numel()) * known.bytes);
  }
  std::string front;
  try {
    front = header.bytes();
  } catch (const std::invalid_argument& fault) {
    throw std::invalid_argument(file.string() + ": " + fault.what());
  }

  FileReplacement out(file);
  out.write(front.data(), front.size());
  for (const auto& [name, tensor] : order) {
    const auto bytes = tensor->detach().to(at::kCPU).contiguous();
    out.write(bytes.const_data_ptr(), bytes.nbytes());
  }
  out.commit();
}

}  // namespace serhost::weights

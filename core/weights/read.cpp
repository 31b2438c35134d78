// The file is mapped, not read: tensors of a large checkpoint cost memory only when they are copied
// into a module.
#include <serhost/weights/safetensors.hpp>

#include "base/error.hpp"
#include "weights/stored.hpp"
#include "weights/tensor.hpp"

namespace serhost::weights {

Safetensors open_safetensors(const std::filesystem::path& file) {
  Safetensors out;
  const auto stored = stored_safetensors(file, &out.metadata);
  try {
    for (const auto& [name, tensor] : stored) out.tensors.emplace(name, tensor_of(tensor, name));
  } catch (const std::runtime_error& fault) {
    throw Error(Exit::damaged, file.string() + ": not a sound safetensors file: " + fault.what());
  }
  return out;
}

Tensors read_safetensors(const std::filesystem::path& file) {
  return open_safetensors(file).tensors;
}

}  // namespace serhost::weights

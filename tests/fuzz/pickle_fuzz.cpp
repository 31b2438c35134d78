// A .pt file in either container: pickle, storages, tensors and config.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "weights/torch_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = serhost::weights::Mapping::of_bytes(serhost::fuzz::text(data, size));
  try {
    for (const auto& [name, tensor] : serhost::weights::read_torch_file(file, "fuzz.pt").tensors) {
      serhost::fuzz::require(tensor.begin <= size && tensor.extent <= size - tensor.begin);
      serhost::fuzz::require(tensor.strides.empty() ||
                             tensor.strides.size() == tensor.shape.size());
      serhost::fuzz::require(!tensor.strides.empty() ||
                             serhost::weights::size_of(tensor) == tensor.extent);
    }
  } catch (const serhost::Error& fault) {
    serhost::fuzz::require(fault.exit() == serhost::Exit::damaged);
  }
  return 0;
}

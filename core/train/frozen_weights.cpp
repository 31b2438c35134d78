// Hashes, names and reads frozen weights.
#include "train/frozen_weights.hpp"

#include <serhost/weights/safetensors.hpp>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace serhost::train {
namespace fs = std::filesystem;

std::map<std::string, at::Tensor> frozen_of(const Composition& composition) {
  auto frozen = composition.parameters();
  for (const auto& [name, tensor] : composition.changing()) frozen.erase(name);
  return frozen;
}

std::string hash_of(const std::map<std::string, at::Tensor>& tensors) {
  if (tensors.empty()) return "";
  Sha256 hash;
  for (const auto& [name, tensor] : tensors) {
    const auto plain = tensor.detach().to(at::kCPU).contiguous();
    hash.add(name + "\n");
    hash.add(plain.const_data_ptr(), plain.nbytes());
  }
  return hash.hex();
}

fs::path frozen_file(const fs::path& root, const std::string& hash) {
  return root / "frozen" / (hash + ".safetensors");
}

std::map<std::string, at::Tensor> read_frozen(const fs::path& root, const std::string& hash) {
  const auto file = frozen_file(root, hash);
  auto tensors = weights::read_safetensors(file);
  if (hash_of(tensors) == hash) return tensors;
  throw Error(Exit::damaged, file.string() +
                                 " is damaged (its values do not have the hash that is its name); "
                                 "resume or repeat the run, which writes it again");
}

}  // namespace serhost::train

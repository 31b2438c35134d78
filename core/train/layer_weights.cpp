#include "train/layer_weights.hpp"

#include <ATen/ops/softmax.h>

#include <serhost/weights/safetensors.hpp>

#include "base/error.hpp"

namespace serhost::train {

std::vector<double> learned_layer_weights(const std::filesystem::path& checkpoint) {
  const auto file = checkpoint / "model.safetensors";
  for (const auto& [name, tensor] : weights::read_safetensors(file)) {
    if (name != "layer_weights" && !name.ends_with(".layer_weights")) continue;
    if (tensor.dim() != 1 || tensor.numel() == 0)
      throw Error(Exit::damaged, file.string() + ": " + name + " is no list of weights");
    const auto shares = at::softmax(tensor, 0, at::kDouble);
    const auto* const first = shares.data_ptr<double>();
    return {first, first + shares.numel()};
  }
  return {};
}

}  // namespace serhost::train

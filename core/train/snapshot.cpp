// Snapshots of weights.
#include "train/snapshot.hpp"

#include <ATen/core/grad_mode.h>

#include "base/error.hpp"

namespace serhost::train {
namespace {

/// Live tensors that a snapshot holds.
std::map<std::string, at::Tensor> changing(const Composition& composition) {
  auto live = composition.buffers();
  for (const auto& [name, parameter] : composition.parameters()) {
    if (parameter.requires_grad()) live.emplace(name, parameter);
  }
  return live;
}

}  // namespace

std::map<std::string, at::Tensor> snapshot(const Composition& composition) {
  const at::NoGradGuard no_graph;
  auto copies = changing(composition);
  for (auto& [name, tensor] : copies) tensor = tensor.detach().clone();
  return copies;
}

void restore(const Composition& composition, const std::map<std::string, at::Tensor>& saved) {
  const at::NoGradGuard no_graph;
  for (auto& [name, tensor] : changing(composition)) {
    const auto found = saved.find(name);
    if (found == saved.end()) throw Error(Exit::damaged, "the saved weights have no '" + name + "'");
    if (!found->second.sizes().equals(tensor.sizes()))
      throw Error(Exit::damaged, "the saved weights have '" + name + "' in another shape");
    tensor.copy_(found->second);
  }
}

}  // namespace serhost::train

// Takes and restores snapshots of weights.
#include "train/snapshot.hpp"

#include <ATen/core/grad_mode.h>

#include "base/error.hpp"

namespace serhost::train {
namespace {

using Tensors = std::map<std::string, at::Tensor>;

Tensors copies_of(Tensors live) {
  const at::NoGradGuard no_graph;
  for (auto& [name, tensor] : live) tensor = tensor.detach().clone();
  return live;
}

void put_back(const std::string& name, at::Tensor& live, const Tensors& saved) {
  const auto found = saved.find(name);
  if (found == saved.end()) throw Error(Exit::damaged, "the saved weights have no '" + name + "'");
  if (!found->second.sizes().equals(live.sizes())) {
    if (live.requires_grad())
      throw Error(Exit::damaged, "the saved weights have '" + name + "' in another shape");
    live.resize_(found->second.sizes());  // a memory of the loss, say, that fills up
  }
  live.copy_(found->second);
}

}  // namespace

Tensors snapshot(const Composition& composition) { return copies_of(composition.changing()); }

void restore(const Composition& composition, const Tensors& saved) {
  const at::NoGradGuard no_graph;
  for (auto& [name, tensor] : composition.changing()) put_back(name, tensor, saved);
}

void exchange(const Composition& composition, Tensors& saved) {
  const at::NoGradGuard no_graph;
  for (auto& [name, tensor] : composition.changing()) {
    auto before = tensor.detach().clone();
    put_back(name, tensor, saved);
    saved[name] = std::move(before);
  }
}

Tensors snapshot_of_buffers(const Composition& composition) {
  return copies_of(composition.buffers());
}

void restore_buffers(const Composition& composition, const Tensors& saved) {
  const at::NoGradGuard no_graph;
  for (auto& [name, tensor] : composition.buffers()) put_back(name, tensor, saved);
}

}  // namespace serhost::train

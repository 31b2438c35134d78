// Compares versions of tensors.
#include "model/untouched.hpp"

#include "base/error.hpp"

namespace serhost::model {

Untouched::Untouched(std::vector<std::pair<const char*, at::Tensor>> given) {
  given_.reserve(given.size());
  for (auto& [name, tensor] : given) {
    if (!tensor.defined() || tensor.is_inference()) continue;
    const auto version = tensor._version();
    given_.push_back({name, std::move(tensor), version});
  }
}

void Untouched::require(const host::Callee& callee, const char* call) const {
  for (const auto& [name, tensor, version] : given_) {
    if (tensor._version() == version) continue;
    throw PluginError(callee.component + " of plugin " + callee.plugin + " wrote into the " + name +
                          " that it was given in " + call +
                          ", which others use again; work on a copy (clone()), or without "
                          "operations that end in an underscore",
                      Exit::failed);
  }
}

}  // namespace serhost::model

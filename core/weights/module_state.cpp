// All faults are gathered before anything is copied: a wrong checkpoint is told in one message and leaves the module as it was.
#include <ATen/core/grad_mode.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <serhost/weights/module_state.hpp>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::weights {
namespace {

bool begins_with_one_of(const std::string& name, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](const auto& beginning) { return name.starts_with(beginning); });
}

std::string shape_of(const at::Tensor& tensor) {
  std::vector<std::string> sizes;
  for (const auto size : tensor.sizes()) sizes.push_back(std::to_string(size));
  return "[" + join(sizes, ", ") + "]";
}

/// At most ten, then how many more: a checkpoint of another model would fill the screen.
std::string listed(const std::vector<std::string>& items) {
  constexpr std::size_t kShown = 10;
  const std::vector<std::string> first(items.begin(),
                                       items.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, items.size())));
  return join(first, ", ") + (items.size() > kShown ? " and " + std::to_string(items.size() - kShown) + " more" : "");
}

}  // namespace

Tensors state_of(const torch::nn::Module& module) {
  Tensors out;
  for (const auto& item : module.named_parameters()) out.emplace(item.key(), item.value().detach());
  for (const auto& item : module.named_buffers()) out.emplace(item.key(), item.value().detach());
  return out;
}

void load_into(torch::nn::Module& module, const Tensors& tensors, const LoadOptions& options) {
  auto state = state_of(module);
  std::vector<std::string> missing, unexpected, different;
  for (const auto& [name, own] : state) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || begins_with_one_of(name, options.ignore)) {
      if (!begins_with_one_of(name, options.may_miss)) missing.push_back(name);
    } else if (found->second.sizes() != own.sizes()) {
      different.push_back(name + " is " + shape_of(found->second) + ", but must be " + shape_of(own));
    }
  }
  for (const auto& [name, tensor] : tensors) {
    if (!state.contains(name) && !begins_with_one_of(name, options.ignore)) unexpected.push_back(name);
  }
  std::vector<std::string> faults;
  if (!missing.empty()) faults.push_back("missing: " + listed(missing));
  if (!unexpected.empty()) faults.push_back("unexpected: " + listed(unexpected));
  if (!different.empty()) faults.push_back("shapes: " + listed(different));
  if (!faults.empty()) {
    throw Error(Exit::damaged,
                (options.source.empty() ? "the weights" : options.source) + ": do not fit the model; " + join(faults, "; "));
  }
  at::NoGradGuard no_grad;
  for (auto& [name, own] : state) {
    const auto found = tensors.find(name);
    if (found != tensors.end() && !begins_with_one_of(name, options.ignore)) own.copy_(found->second);
  }
}

}  // namespace serhost::weights

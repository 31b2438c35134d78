// Modules in between have no parameters of their own.
#include <serhost/nn/registered.hpp>

namespace serhost::nn {

torch::nn::Module& container_at(torch::nn::Module& owner, std::string_view path) {
  if (path.empty()) return owner;
  const auto dot = path.find('.');
  const std::string name(path.substr(0, dot));
  const auto children = owner.named_children();
  const auto* found = children.find(name);
  auto& child = found != nullptr
                    ? **found
                    : *owner.register_module(name, std::make_shared<torch::nn::Module>());
  return container_at(child,
                      dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1));
}

at::Tensor register_parameter_at(torch::nn::Module& owner, std::string_view path,
                                 at::Tensor value) {
  const auto [parent, name] = split_path(path);
  return container_at(owner, parent).register_parameter(name, std::move(value));
}

at::Tensor register_buffer_at(torch::nn::Module& owner, std::string_view path, at::Tensor value) {
  const auto [parent, name] = split_path(path);
  return container_at(owner, parent).register_buffer(name, std::move(value));
}

void register_children(torch::nn::Module& owner, const torch::nn::Module& inner) {
  for (const auto& child : inner.named_children())
    owner.register_module(child.key(), child.value());
}

}  // namespace serhost::nn

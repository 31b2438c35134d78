// Parameters and submodules under paths with dots, as checkpoints name them: "attention.q_proj",
// "conv.weight_g".
//
//   auto query = nn::register_at(*this, "attention.q_proj",
//                                std::make_shared<nn::Linear>(768, 768));
//   mask_ = nn::register_parameter_at(*this, "encoder.mask", at::zeros({768}));
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <string>
#include <string_view>

namespace serhost::nn {

/// The module at `path` within `owner`, made where there is none; `owner` itself for "".
torch::nn::Module& container_at(torch::nn::Module& owner, std::string_view path);

/// "a.b" and "c" of "a.b.c"; "" and "c" of "c".
inline std::pair<std::string_view, std::string> split_path(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return {"", std::string(path)};
  return {path.substr(0, dot), std::string(path.substr(dot + 1))};
}

/// [run] Registers `child` under a path with dots.
template <class Child>
std::shared_ptr<Child> register_at(torch::nn::Module& owner, std::string_view path,
                                   std::shared_ptr<Child> child) {
  const auto [parent, name] = split_path(path);
  return container_at(owner, parent).register_module(name, std::move(child));
}

/// [run] Registers a parameter under a path with dots; gives it back.
at::Tensor register_parameter_at(torch::nn::Module& owner, std::string_view path, at::Tensor value);
/// [run] The same of a buffer.
at::Tensor register_buffer_at(torch::nn::Module& owner, std::string_view path, at::Tensor value);

/// [run] Registers the children of `inner` as `owner`'s own: the names of a checkpoint are those of
/// the owner, without a name for what computes.
void register_children(torch::nn::Module& owner, const torch::nn::Module& inner);

}  // namespace serhost::nn

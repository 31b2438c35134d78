// Sameness is storage, place and version counter: an optimizer's update, a loaded checkpoint and a
// move to another device each change one of them.
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <serhost/nn/derived.hpp>

namespace serhost::nn {

Derived::Source Derived::source_of(const at::Tensor& tensor) {
  if (!tensor.defined()) return {};
  // Tensors made in inference mode have no version; they are written only where they are made.
  return {tensor.storage(), tensor.const_data_ptr(), tensor.is_inference() ? 0 : tensor._version(),
          tensor.scalar_type()};
}

bool Derived::same(at::TensorList sources) const {
  return std::equal(sources.begin(), sources.end(), sources_.begin(), sources_.end(),
                    [](const at::Tensor& tensor, const Source& kept) {
                      const auto now = source_of(tensor);
                      return now.data == kept.data && now.version == kept.version &&
                             now.type == kept.type;
                    });
}

void Derived::remember(at::TensorList sources) {
  sources_.clear();
  for (const auto& tensor : sources) sources_.push_back(source_of(tensor));
}

bool without_graph(at::TensorList tensors) {
  return !at::GradMode::is_enabled() ||
         std::none_of(tensors.begin(), tensors.end(), [](const auto& tensor) {
           return tensor.defined() && tensor.requires_grad();
         });
}

}  // namespace serhost::nn

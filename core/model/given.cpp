// In words that go behind "gave frames".
#include "model/given.hpp"

#include <c10/core/Layout.h>

namespace serhost::model {

std::string shape_text(const at::Tensor& tensor) {
  if (!tensor.defined()) return "an undefined tensor";
  std::string text = "[";
  for (const auto size : tensor.sizes())
    text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

std::string unfit(const at::Tensor& tensor, const at::Tensor& like) {
  if (tensor.layout() != at::kStrided)
    return std::string("that are not laid out plainly (") +
           (tensor.is_sparse() ? "sparse" : "of another layout") + "); make them dense";
  if (!tensor.is_floating_point())
    return std::string("of type ") + c10::toString(tensor.scalar_type()) +
           "; expected floating-point numbers: convert them, to(at::kFloat)";
  if (tensor.scalar_type() == at::kDouble && like.defined() && like.is_floating_point() &&
      like.scalar_type() != at::kDouble)
    return "of type Double, made from " + std::string(c10::toString(like.scalar_type())) +
           "; keep the type of what is given: to(at::kFloat)";
  if (like.defined() && tensor.device() != like.device())
    return "on " + tensor.device().str() + ", where what it is given lies on " +
           like.device().str() + "; move them there";
  return "";
}

}  // namespace serhost::model

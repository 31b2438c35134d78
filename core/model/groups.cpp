// Sorting of parameters into those that decay and those that do not.
#include "model/groups.hpp"

#include <algorithm>

namespace serhost::model {

namespace {

/// Biases, norms, and a number for each of something laid out for a product, as [1, 1, heads, 1,
/// 1].
bool is_vector(const at::Tensor& parameter) {
  constexpr std::int64_t kOfWeights = 4;  // dimensions, at most: two-dimensional convolutions
  const auto sizes = parameter.sizes();
  return parameter.dim() < 2 ||
         (parameter.dim() > kOfWeights &&
          std::count_if(sizes.begin(), sizes.end(), [](auto size) { return size > 1; }) < 2);
}

}  // namespace

void add(Group& group, const at::Tensor& parameter) {
  if (!parameter.requires_grad()) return;
  (is_vector(parameter) ? group.undecayed : group.decayed).push_back(parameter);
}

}  // namespace serhost::model

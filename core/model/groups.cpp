// Sorting of parameters into those that decay and those that do not.
#include "model/groups.hpp"

namespace serhost::model {

void add(Group& group, const at::Tensor& parameter) {
  if (!parameter.requires_grad()) return;
  (parameter.dim() > 1 ? group.decayed : group.undecayed).push_back(parameter);
}

}  // namespace serhost::model

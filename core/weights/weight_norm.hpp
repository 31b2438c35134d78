// Weight norm in a file and in a module may have different forms: one plain weight, or its
// direction and length.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace serhost::weights {

/// A tensor that a file offers, made when it is asked for.
struct Offered {
  std::vector<std::int64_t> shape;
  std::function<at::Tensor()> tensor;
};
using Offers = std::map<std::string, Offered>;

/// Turns offers into the form that the module's `state` has: "x.weight" into "x.weight_g" and
/// "x.weight_v", or back. The norm runs over the dimensions in which the length has size 1 (all but
/// the kernel's of a positional convolution).
void fit_weight_norm(Offers& offers, const std::map<std::string, at::Tensor>& state);

}  // namespace serhost::weights

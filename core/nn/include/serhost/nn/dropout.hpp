// Dropout whose random numbers are the component's own: a resumed run drops the same values.
//
//   x = nn::dropout(x, 0.1, step);  // as it is unless step.training
//
// Source: Srivastava et al., "Dropout", 2014; scaled in training, as PyTorch does.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <serhost/step.hpp>

namespace serhost::nn {

/// [run] Zeroes values with `probability` and scales the others by 1 / (1 - probability) where
/// `step.training`.
at::Tensor dropout(const at::Tensor& values, double probability, Step& step);

}  // namespace serhost::nn

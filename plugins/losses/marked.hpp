// What losses of several classes per clip have in common.
#pragma once

#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <serhost/loss.hpp>

namespace marked {

/// [B, C], 1 where a class is present; 0 where it is not, or not known.
inline torch::Tensor present(const serhost::Targets& targets, const torch::Tensor& like) {
  const auto& marks = targets.multi_hot;
  return at::where(marks.isfinite(), marks, at::zeros_like(marks)).to(like);
}

/// [B]: the mean of `values` [B, C] over the classes of which something is known; 0 where that is
/// none.
inline torch::Tensor mean_of_known(const torch::Tensor& values, const serhost::Targets& targets) {
  const auto known = targets.multi_hot.isfinite().to(values);
  return (values * known).sum(1) / known.sum(1).clamp_min(1.0);
}

}  // namespace marked

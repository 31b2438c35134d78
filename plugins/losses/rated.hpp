// What losses of ratings have in common: ratings that are not there.
#pragma once

#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <serhost/loss.hpp>

namespace rated {

/// output - rating [B, D]; 0, without a gradient, where a clip is not rated.
inline torch::Tensor errors(const serhost::View& view, const serhost::Targets& targets) {
  const auto known = targets.dimensions.isfinite();
  const auto ratings = at::where(known, targets.dimensions, at::zeros_like(targets.dimensions));
  return (view.output - ratings.to(view.output)) * known.to(view.output);
}

/// [B]: the mean of `values` [B, D] over the dimensions in which the clip is rated; 0 where there
/// is none.
inline torch::Tensor mean_of_rated(const torch::Tensor& values, const serhost::Targets& targets) {
  const auto known = targets.dimensions.isfinite().to(values);
  return (values * known).sum(1) / known.sum(1).clamp_min(1.0);
}

}  // namespace rated

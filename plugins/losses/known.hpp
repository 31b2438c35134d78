// Targets that are not there, NaN: what losses of ratings and of several classes have in common.
#pragma once

#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <serhost/loss.hpp>

namespace known {

/// `targets`, 0 where nothing is known.
inline torch::Tensor or_zero(const torch::Tensor& targets) {
  return at::where(targets.isfinite(), targets, at::zeros_like(targets));
}

/// [B]: the mean of `values` [B, K] over what `targets` [B, K] knows; 0 where that is nothing.
inline torch::Tensor mean(const torch::Tensor& values, const torch::Tensor& targets) {
  const auto present = targets.isfinite().to(values);
  return (values * present).sum(1) / present.sum(1).clamp_min(1.0);
}

/// output - rating [B, D]; 0, without a gradient, where a clip is not rated.
inline torch::Tensor errors(const serhost::View& view, const serhost::Targets& targets) {
  const auto present = targets.dimensions.isfinite().to(view.output);
  return (view.output - or_zero(targets.dimensions).to(view.output)) * present;
}

}  // namespace known

// Two passes, the mean first: a difference of large squares would lose the variance of a feature
// far from zero.
#include <ATen/TensorOperators.h>

#include <serhost/nn/mask.hpp>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/standardize.hpp>

namespace serhost::nn {

at::Tensor standardize(const at::Tensor& values, const at::Tensor& lengths, double epsilon) {
  const NoAutocast fp32;
  const auto clean = mask_frames(values.to(at::kFloat), lengths);
  const auto count = lengths.clamp_min(1).to(clean.device(), at::kFloat).view({-1, 1, 1});
  const auto centered = mask_frames(clean - clean.sum(1, true) / count, lengths);
  const auto variance = centered.square().sum(1, true) / count;
  return centered * (variance + epsilon).rsqrt();
}

}  // namespace serhost::nn

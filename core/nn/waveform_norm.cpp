// The mean first, then the variance around it: a difference of large squares would lose a quiet
// clip with an offset.
#include <ATen/TensorOperators.h>
#include <ATen/ops/mean.h>

#include <cmath>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/waveform_norm.hpp>

namespace serhost::nn {

at::Tensor normalize_waveform(const at::Tensor& clip, double epsilon) {
  const NoAutocast fp32;
  const auto centered = clip.to(at::kDouble).sub_(clip.mean(at::kDouble));
  // Not in place: where the gradient of the waveform is asked for, the square needs `centered`.
  return (centered * (centered.square().mean() + epsilon).rsqrt()).to(at::kFloat);
}

}  // namespace serhost::nn

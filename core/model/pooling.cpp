// Masked pooling.
#include "model/pooling.hpp"

#include <limits>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/softmax.h>

#include <serhost/nn/mask.hpp>

namespace serhost::model {
namespace {

at::Tensor counts(const at::Tensor& lengths, const at::Tensor& like) {
  return lengths.to(like.device(), like.scalar_type()).unsqueeze(1);
}

at::Tensor padding(const at::Tensor& frames, const at::Tensor& lengths) {
  return nn::valid(lengths, frames.size(1), frames.device()).logical_not();
}

}  // namespace

at::Tensor mean_over_frames(const at::Tensor& frames, const at::Tensor& lengths) {
  const auto own = frames.masked_fill(padding(frames, lengths).unsqueeze(2), 0.0);
  return own.sum(1) / counts(lengths, frames);
}

at::Tensor mean_and_deviation(const at::Tensor& frames, const at::Tensor& lengths) {
  const auto behind = padding(frames, lengths).unsqueeze(2);
  const auto mean = frames.masked_fill(behind, 0.0).sum(1) / counts(lengths, frames);
  const auto deviations = (frames - mean.unsqueeze(1)).masked_fill(behind, 0.0);
  const auto variance = deviations.square().sum(1) / counts(lengths, frames);
  return at::cat(std::vector{mean, variance.clamp_min(1e-10).sqrt()}, 1);
}

at::Tensor weighted_over_frames(const at::Tensor& frames, const at::Tensor& logits, const at::Tensor& lengths) {
  const auto behind = padding(frames, lengths);
  const auto weights = at::softmax(logits.masked_fill(behind, -std::numeric_limits<double>::infinity()), 1);
  return (frames.masked_fill(behind.unsqueeze(2), 0.0) * weights.unsqueeze(2)).sum(1);
}

}  // namespace serhost::model

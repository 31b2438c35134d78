// Pools frames under a mask.
#include "model/pooling/masked.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>

#include <limits>
#include <serhost/nn/mask.hpp>
#include <vector>

namespace serhost::model {
namespace {

at::Tensor counts(const at::Tensor& lengths, const at::Tensor& like) {
  return lengths.to(like.device(), like.scalar_type()).unsqueeze(1);
}

at::Tensor padding(const at::Tensor& frames, const at::Tensor& lengths) {
  return nn::valid(lengths, frames.size(1), frames.device()).logical_not();
}

/// [B, W] from each clip's own frames [T, W]. Where no gradient is needed nothing has to be masked,
/// which would write all frames anew: with a frozen encoder, much of the training behind the
/// feature cache. A GPU masks faster than it takes clip after clip.
template <class PoolOne>
at::Tensor each_alone(const at::Tensor& frames, const at::Tensor& lengths,
                      const PoolOne& pool_one) {
  std::vector<at::Tensor> out;
  for (std::int64_t clip = 0; clip < frames.size(0); ++clip)
    out.push_back(pool_one(frames[clip].narrow(0, 0, lengths[clip].item<std::int64_t>())));
  return at::stack(out);
}

bool without_gradient(const at::Tensor& frames) {
  return frames.is_cpu() && !(frames.requires_grad() && at::GradMode::is_enabled());
}

}  // namespace

at::Tensor mean_over_frames(const at::Tensor& frames, const at::Tensor& lengths) {
  if (without_gradient(frames))
    return each_alone(frames, lengths, [](const at::Tensor& own) { return own.mean(0); });
  const auto own = frames.masked_fill(padding(frames, lengths).unsqueeze(2), 0.0);
  return own.sum(1) / counts(lengths, frames);
}

at::Tensor mean_and_deviation(const at::Tensor& frames, const at::Tensor& lengths) {
  if (without_gradient(frames)) {
    return each_alone(frames, lengths, [](const at::Tensor& own) {
      const auto mean = own.mean(0);
      return at::cat(std::vector{mean, (own - mean).square().mean(0).clamp_min(1e-10).sqrt()});
    });
  }
  const auto behind = padding(frames, lengths).unsqueeze(2);
  const auto mean = frames.masked_fill(behind, 0.0).sum(1) / counts(lengths, frames);
  const auto deviations = (frames - mean.unsqueeze(1)).masked_fill(behind, 0.0);
  const auto variance = deviations.square().sum(1) / counts(lengths, frames);
  return at::cat(std::vector{mean, variance.clamp_min(1e-10).sqrt()}, 1);
}

at::Tensor shares_of_frames(const at::Tensor& logits, const at::Tensor& lengths) {
  return at::softmax(
      logits.masked_fill(padding(logits, lengths), -std::numeric_limits<double>::infinity()), 1);
}

at::Tensor weighted_over_frames(const at::Tensor& frames, const at::Tensor& logits,
                                const at::Tensor& lengths) {
  const auto behind = padding(frames, lengths);
  const auto weights = shares_of_frames(logits, lengths);
  return (frames.masked_fill(behind.unsqueeze(2), 0.0) * weights.unsqueeze(2)).sum(1);
}

}  // namespace serhost::model

// The teacher's half runs without a graph; the student's is what learns.
#include "targets.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/stack.h>

#include <cmath>

namespace online_distillation {

namespace nn = serhost::nn;

namespace {

/// One of each clip.
std::vector<std::int64_t> every_clip(const serhost::Sequence& frames) {
  std::vector<std::int64_t> out;
  for (std::int64_t i = 0; i < frames.values.size(0); ++i) out.push_back(i);
  return out;
}

at::Tensor instance_norm(const nn::Packed& level) {
  return nn::each_clip(level.values, level.lengths, [](const at::Tensor& clip, std::size_t) {
    const auto centered = clip - clip.mean(0);
    return centered * (centered.square().mean(0) + 1e-5).rsqrt();
  });
}

}  // namespace

at::Tensor targets(serhost::MaskedEncoder& teacher, const serhost::Sequence& frames,
                   std::int64_t top) {
  const at::NoGradGuard off;
  serhost::Step still;
  auto detached = frames;
  detached.values = frames.values.detach();
  const auto all =
      teacher.encode(detached, {.clips = every_clip(frames), .levels = true}, still).levels;
  at::Tensor sum;
  for (auto i = all.size() - static_cast<std::size_t>(top); i < all.size(); ++i) {
    auto level = nn::pack(all[i]);
    level.values = instance_norm(level.with(level.values.to(at::kFloat)));
    sum = sum.defined() ? sum + level.values : level.values;
  }
  return sum / static_cast<double>(top);
}

at::Tensor errors(const at::Tensor& predicted, const at::Tensor& target) {
  return (predicted - target).square().sum(1) / std::sqrt(static_cast<double>(target.size(1)));
}

at::Tensor mean_of_each(const at::Tensor& values, const nn::Lengths& counts) {
  std::vector<at::Tensor> means;
  std::int64_t begin = 0;
  for (const auto count : counts) {
    means.push_back(values.narrow(0, begin, count).sum(0) /
                    static_cast<double>(std::max<std::int64_t>(1, count)));
    begin += count;
  }
  return at::stack(means);
}

at::Tensor spread(const at::Tensor& rows) {
  const at::NoGradGuard off;
  if (rows.size(0) < 2) return rows.new_ones({});
  return (rows.to(at::kFloat).var(0) + 1e-6).sqrt().mean();
}

}  // namespace online_distillation

// Masks are drawn on the CPU, from the component's own stream, and moved to the data.
#include <ATen/ops/rand.h>
#include <ATen/ops/randperm.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <serhost/nn/spec_augment.hpp>

namespace serhost::nn {

at::Tensor draw_spans(std::int64_t size, double probability, std::int64_t length,
                      std::int64_t min_masks, Step& step) {
  auto mask = at::zeros({size}, at::kBool);
  if (length < 1 || length > size) return mask;
  const double u = at::rand({}, step.random, at::kDouble).item<double>();
  auto spans = static_cast<std::int64_t>(
      probability * static_cast<double>(size) / static_cast<double>(length) + u);
  spans = std::min(std::max(spans, min_masks), size / length);
  const auto begins = at::randperm(size - length + 1, step.random, at::kLong);
  const auto* begin = begins.const_data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < spans; ++i) mask.narrow(0, begin[i], length).fill_(true);
  return mask;
}

at::Tensor spec_augment(const Packed& frames, const at::Tensor& mask,
                        const SpecAugmentOptions& options, Step& step) {
  if (!step.training || !options.on || !options.any()) return frames.values;
  const auto& device = frames.values.device();
  return each_clip(frames.values, frames.lengths, [&](const at::Tensor& clip, std::size_t) {
    auto x = clip;
    if (options.time_probability > 0) {
      const auto hidden = draw_spans(x.size(0), options.time_probability, options.time_length,
                                     options.time_min_masks, step);
      x = at::where(hidden.to(device).unsqueeze(1), mask.to(x.scalar_type()), x);
    }
    if (options.feature_probability > 0) {
      const auto hidden = draw_spans(x.size(1), options.feature_probability, options.feature_length,
                                     options.feature_min_masks, step);
      x = x.masked_fill(hidden.to(device).unsqueeze(0), 0);
    }
    return x;
  });
}

}  // namespace serhost::nn

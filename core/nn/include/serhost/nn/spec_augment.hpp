// SpecAugment as Transformers trains with it: spans of frames replaced by one learned vector, spans
// of features by zeros.
#pragma once

#include <serhost/nn/packed.hpp>
#include <serhost/step.hpp>

namespace serhost::nn {

/// Each clip draws of its own: floor(probability * n / length + u) spans, u uniform in [0, 1), at
/// least `min_masks` and no more than fit; their begins without repetition from all that leave room
/// for a whole span, which may overlap. A clip shorter than a span is left alone.
struct SpecAugmentOptions {
  bool on = true;
  double time_probability = 0.05;
  std::int64_t time_length = 10, time_min_masks = 2;
  double feature_probability = 0.0;
  std::int64_t feature_length = 10, feature_min_masks = 0;

  bool any() const { return time_probability > 0 || feature_probability > 0; }
};

/// [size] bool on the CPU, true where a span lies. Draws from step.random.
at::Tensor draw_spans(std::int64_t size, double probability, std::int64_t length,
                      std::int64_t min_masks, Step& step);

/// [run] The frames, masked where step.training; `mask` is the learned vector [W].
at::Tensor spec_augment(const Packed& frames, const at::Tensor& mask,
                        const SpecAugmentOptions& options, Step& step);

}  // namespace serhost::nn

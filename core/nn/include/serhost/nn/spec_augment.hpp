// SpecAugment as Transformers trains with it: spans of frames replaced by one learned vector, spans
// of features by zeros.
//
//   frames.values = nn::spec_augment(frames, mask_, {.time_probability = 0.05}, step);
//
// Source: Park et al., "SpecAugment", 2019, as Transformers trains with it.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <serhost/nn/packed.hpp>
#include <serhost/step.hpp>

namespace serhost::nn {

/// Each clip draws of its own: floor(probability * n / length + u) spans, u uniform in [0, 1), at
/// least `min_masks` and no more than fit; their begins without repetition from all that leave room
/// for a whole span, which may overlap. A clip shorter than a span is left alone.
struct SpecAugmentOptions {
  /// False: nothing is masked.
  bool on = true;
  /// Part of the frames that spans would cover if none overlapped.
  double time_probability = 0.05;
  /// Frames of a span, and the fewest spans.
  std::int64_t time_length = 10, time_min_masks = 2;
  /// The same of features.
  double feature_probability = 0.0;
  /// Features of a span, and the fewest spans.
  std::int64_t feature_length = 10, feature_min_masks = 0;

  /// Whether anything would be masked.
  bool any() const { return time_probability > 0 || feature_probability > 0; }
};

/// [size] bool on the CPU, true where a span lies. Draws from step.random.
at::Tensor draw_spans(std::int64_t size, double probability, std::int64_t length,
                      std::int64_t min_masks, Step& step);

/// [run] The frames, masked where step.training; `mask` is the learned vector [W].
at::Tensor spec_augment(const Packed& frames, const at::Tensor& mask,
                        const SpecAugmentOptions& options, Step& step);

}  // namespace serhost::nn

// Pools frames under a mask, as ONNX.
#include <serhost/nn/onnx_frames.hpp>

#include "model/pooling/masked.hpp"

namespace serhost::model {

using onnx::Value;

Value mean_over_frames(const Value& frames, const Value& lengths) {
  return squeeze(onnx::mean_over_frames({.values = frames, .lengths = lengths}), {1});
}

Value mean_and_deviation(const Value& frames, const Value& lengths) {
  const onnx::Sequence sequence{.values = frames, .lengths = lengths};
  const auto mean = onnx::mean_over_frames(sequence);
  const auto centered = onnx::masked(frames - mean, onnx::valid(sequence), 3);
  const auto variance = onnx::sum(centered * centered, {1}) / onnx::counts(lengths, 3);
  const auto least = onnx::scalar(*frames.graph, 1e-10);
  return squeeze(onnx::concat({mean, sqrt(maximum(variance, least))}, 2), {1});
}

Value weighted_over_frames(const Value& frames, const Value& logits, const Value& lengths) {
  const auto own = onnx::valid({.values = frames, .lengths = lengths});
  const auto far_below = onnx::scalar(*frames.graph, -1e30);
  const auto weights = softmax(where(unsqueeze(own, {2}), logits, far_below), 1);
  return squeeze(onnx::sum(onnx::masked(frames, own, 3) * weights, {1}), {1});
}

}  // namespace serhost::model

// Means are taken first and variances around them, as the tensors' own functions do.
#include <ATen/ops/arange.h>

#include <cmath>
#include <numbers>
#include <serhost/nn/onnx_frames.hpp>

namespace serhost::onnx {
namespace {

/// Finite, so that a row of nothing else is no NaN.
constexpr double kMasked = -1e30;

Value erf(const Value& x) { return node("Erf", {x}); }

/// [B, F, D] to [B, H, F, D / H].
Value by_head(const Value& x, std::int64_t heads, std::int64_t width) {
  return transpose(reshape(x, {0, 0, heads, width / heads}), {0, 2, 1, 3});
}

}  // namespace

Value frames_of(const Value& samples, std::int64_t window, std::int64_t hop) {
  auto& graph = *samples.graph;
  return maximum(samples - integer(graph, window - hop), integer(graph, 0)) / integer(graph, hop);
}

Value valid(const Value& lengths, const Value& count) {
  return less(unsqueeze(range(count), {0}), unsqueeze(lengths, {1}));
}
Value valid(const Sequence& frames) { return valid(frames.lengths, size_of(frames.values, 1)); }

Value masked(const Value& values, const Value& own, std::int64_t rank) {
  std::vector<std::int64_t> axes;
  for (std::int64_t axis = 2; axis < rank; ++axis) axes.push_back(axis);
  return where(axes.empty() ? own : unsqueeze(own, axes), values, scalar(*values.graph, 0));
}

Value counts(const Value& lengths, std::int64_t rank) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(rank), 1);
  shape.front() = -1;
  return reshape(cast(lengths, Type::f32), shape);
}

Value mean_over_frames(const Sequence& frames) {
  return sum(masked(frames.values, valid(frames), 3), {1}) / counts(frames.lengths, 3);
}

Value standardize(const Sequence& frames, double epsilon) {
  const auto own = valid(frames);
  const auto centered = masked(frames.values - mean_over_frames(frames), own, 3);
  const auto variance = sum(centered * centered, {1}) / counts(frames.lengths, 3);
  return centered / sqrt(variance + epsilon);
}

Value normalize_waveform(const Sequence& audio, double epsilon) {
  const auto own = valid(audio);
  const auto count = counts(audio.lengths, 2);
  const auto mean = sum(masked(audio.values, own, 2), {1}) / count;
  const auto centered = masked(audio.values - mean, own, 2);
  return centered / sqrt(sum(centered * centered, {1}) / count + epsilon);
}

Value activate(nn::Activation activation, const Value& x) {
  switch (activation) {
    case nn::Activation::gelu:
      return x * 0.5 * (erf(x * (std::numbers::sqrt2 * 0.5)) + 1.0);
    case nn::Activation::gelu_tanh: {
      const auto inner = (x + x * x * x * 0.044715) * std::sqrt(2.0 / std::numbers::pi);
      return x * 0.5 * (node("Tanh", {inner}) + 1.0);
    }
    case nn::Activation::relu:
      return relu(x);
    case nn::Activation::silu:
      return x * sigmoid(x);
  }
  return x;
}

Value windows(const Value& count, std::int64_t size, std::int64_t hop) {
  auto& graph = *count.graph;
  return unsqueeze(range(count) * integer(graph, hop), {1}) +
         constant(graph, at::arange(size, at::kLong));
}

Value attend(const Value& query, const Value& key, const Value& value, std::int64_t heads,
             std::int64_t width, const Value& bias) {
  const double scale = 1.0 / std::sqrt(static_cast<double>(width / heads));
  const auto keys = transpose(reshape(key, {0, 0, heads, width / heads}), {0, 2, 3, 1});
  auto logits = matmul(by_head(query, heads, width) * scale, keys);
  if (bias.defined()) logits = logits + bias;
  const auto mixed = matmul(softmax(logits, 3), by_head(value, heads, width));
  return reshape(transpose(mixed, {0, 2, 1, 3}), {0, 0, width});
}

Value key_mask(const Value& own) {
  auto& graph = *own.graph;
  return unsqueeze(where(own, scalar(graph, 0), scalar(graph, kMasked)), {1, 2});
}

}  // namespace serhost::onnx

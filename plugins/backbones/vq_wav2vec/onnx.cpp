// The two quantizers as ONNX. Distances of k-means are in fp64: as a difference of squares they
// would lose the difference of near codewords in fp32.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include <serhost/nn/onnx_frames.hpp>

#include "quantizer.hpp"

namespace vq_wav2vec {

namespace onnx = serhost::onnx;
using onnx::Value;

namespace {

/// int64, without the last dimension of `x` of `rank` dimensions.
Value place_of(const char* operation, const Value& x, std::int64_t rank) {
  return onnx::node(operation, {x}, {{"axis", rank - 1}, {"keepdims", std::int64_t{0}}});
}

/// Each group of channels of [B, W, F] over its own channels and the clip's own frames, [B, W, F].
Value norm_of_groups(const Value& x, const Value& lengths, std::int64_t groups, std::int64_t own,
                     const at::Tensor& gain, const at::Tensor& offset) {
  auto& graph = *x.graph;
  const auto valid = unsqueeze(onnx::valid(lengths, onnx::size_of(x, 2)), {1, 2});
  const auto count = onnx::counts(lengths, 4) * static_cast<double>(own);
  const auto kept = [&](const Value& y) { return where(valid, y, onnx::scalar(graph, 0)); };
  const auto grouped = reshape(x, {0, groups, own, -1});
  const auto mean = onnx::sum(kept(grouped), {2, 3}) / count;
  const auto centered = kept(grouped - mean);
  const auto variance = onnx::sum(centered * centered, {2, 3}) / count;
  const auto channel = [&](const at::Tensor& values) {
    return onnx::constant(graph, values.detach().unsqueeze(1));
  };
  return reshape(centered / sqrt(variance + 1e-5), {0, groups * own, -1}) * channel(gain) +
         channel(offset);
}

}  // namespace

Value GumbelQuantizer::to_onnx(const onnx::Sequence& frames) const {
  auto& graph = *frames.values.graph;
  auto x = frames.values;
  for (const auto& layer : logits_) {
    x = layer->to_onnx(x);
    if (layer != logits_.back()) x = onnx::activate(options_.activation, x);
  }
  auto chosen = place_of("ArgMax", reshape(x, {0, 0, options_.groups, options_.codes}), 4);
  if (!options_.shared)
    chosen =
        chosen + onnx::constant(graph, at::arange(options_.groups, at::kLong) * options_.codes);
  const auto words = onnx::constant(graph, codewords_.detach().squeeze(0));
  return reshape(gather(words, chosen, 0), {0, 0, options_.width});
}

Value KmeansQuantizer::to_onnx(const onnx::Sequence& frames) const {
  auto& graph = *frames.values.graph;
  const auto own = options_.width / options_.groups;
  const auto projected = conv1d(transpose(frames.values, {0, 2, 1}), weight_, at::Tensor(),
                                {.groups = options_.groups});
  const auto x = transpose(
      norm_of_groups(projected, frames.lengths, options_.groups, own, gain_, offset_), {0, 2, 1});
  std::vector<Value> parts;
  for (std::int64_t group = 0; group < options_.groups; ++group) {
    const auto words = codewords_.detach().select(1, options_.shared ? 0 : group);
    const auto exact = words.to(at::kDouble);
    const auto part = cast(
        slice(x, onnx::integer(graph, group * own), onnx::integer(graph, (group + 1) * own), 2),
        onnx::Type::f64);
    // Of |x - w|^2 what depends on w.
    const auto away = onnx::constant(graph, exact.square().sum(1)) +
                      matmul(part, onnx::constant(graph, (exact * -2.0).t().contiguous()));
    parts.push_back(
        gather(onnx::constant(graph, words.contiguous()), place_of("ArgMin", away, 3), 0));
  }
  return concat(parts, 2);
}

}  // namespace vq_wav2vec

// The encoder and its blocks as ONNX.
#include <ATen/TensorOperators.h>

#include <limits>
#include <serhost/nn/onnx_frames.hpp>
#include <vector>

#include "encoder.hpp"

namespace emotion2vec {

namespace onnx = serhost::onnx;
using onnx::Value;

/// Queries, keys and values. No weight may stand for an adaptation of the product: then it is one
/// product, and its parts are taken.
std::vector<Value> Block::project_to_onnx(const Value& x) const {
  std::vector<Value> out;
  if (!qkv_->adapted()) {
    const auto weights = qkv_->weight.detach().chunk(3, 0), offsets = qkv_->bias.chunk(3, 0);
    for (std::size_t i = 0; i < 3; ++i) out.push_back(onnx::linear(x, weights[i], offsets[i]));
    return out;
  }
  auto& graph = *x.graph;
  const auto all = qkv_->to_onnx(x);
  for (std::int64_t i = 0; i < 3; ++i) {
    const auto begin = onnx::integer(graph, i * options_.width);
    out.push_back(slice(all, begin, onnx::integer(graph, (i + 1) * options_.width), 2));
  }
  return out;
}

Value Block::to_onnx(const Value& x, const Value& bias) const {
  const auto qkv = project_to_onnx(x);
  const auto mixed = onnx::attend(qkv[0], qkv[1], qkv[2], options_.heads, options_.width, bias);
  const auto attended = attention_norm_->to_onnx(x + projection_->to_onnx(mixed));
  const auto hidden = onnx::activate(serhost::nn::Activation::gelu, inner_->to_onnx(attended));
  return final_norm_->to_onnx(attended + outer_->to_onnx(hidden));
}

onnx::Sequence Encoder::with_tokens(onnx::Sequence x) const {
  if (tokens_.defined()) {
    auto& graph = *x.values.graph;
    const auto clips = unsqueeze(onnx::size_of(x.values, 0), {0});
    const auto shape =
        onnx::concat({clips, onnx::constant(graph, {options_.tokens, options_.block.width})}, 0);
    const auto tokens = onnx::node("Expand", {onnx::constant(graph, tokens_), shape});
    x.values = onnx::concat({tokens, x.values}, 1);
    x.lengths = x.lengths + onnx::integer(graph, options_.tokens);
  }
  x.values = prenet_norm_->to_onnx(x.values);
  return x;
}

onnx::Sequence Encoder::without_tokens(const onnx::Sequence& x) const {
  if (!tokens_.defined()) return x;
  auto& graph = *x.values.graph;
  const auto count = onnx::integer(graph, options_.tokens);
  const auto end = onnx::integer(graph, std::numeric_limits<std::int64_t>::max());
  const auto tokens = slice(x.values, onnx::integer(graph, 0), count, 1);
  return {.values = slice(x.values, count, end, 1),
          .lengths = x.lengths - count,
          .summary =
              squeeze(onnx::sum(tokens, {1}), {1}) * (1.0 / static_cast<double>(options_.tokens))};
}

/// As nn::alibi_bias for whole clips, behind whose ends nothing is attended to.
Value Encoder::logit_bias(const onnx::Sequence& x) const {
  auto& graph = *x.values.graph;
  const auto place = range(onnx::size_of(x.values, 1));
  const auto frame = cast(less(onnx::integer(graph, options_.tokens - 1), place), onnx::Type::f32);
  const auto where = cast(place, onnx::Type::f32);
  const auto rows = [](const Value& v) { return unsqueeze(v, {1}); };
  const auto distance = abs(rows(where) - where) * rows(frame) * frame;
  const auto strength = slopes_ * scale_.detach().cpu().flatten().clamp_min(0);
  return onnx::constant(graph, strength.neg().view({1, -1, 1, 1})) * distance +
         onnx::key_mask(onnx::valid(x));
}

std::vector<onnx::Sequence> Encoder::to_onnx(const onnx::Sequence& audio) const {
  auto wave = audio;
  if (options_.normalize) wave.values = onnx::normalize_waveform(audio, options_.normalize_epsilon);
  auto x = features_->to_onnx(wave);
  x.values = projection_->to_onnx(feature_norm_->to_onnx(x.values));
  x.values = x.values + positions_->to_onnx(x);
  x = with_tokens(x);
  const auto bias = logit_bias(x);
  std::vector<onnx::Sequence> states = {without_tokens(x)};
  for (const auto& block : blocks_) {
    x.values = block->to_onnx(x.values, bias);
    states.push_back(without_tokens(x));
  }
  return states;
}

}  // namespace emotion2vec

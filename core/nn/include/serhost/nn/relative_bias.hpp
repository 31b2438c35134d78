// WavLM's relative position bias: a table of learned values for distances in buckets that widen
// with the distance, and in every layer a gate that says how much of it a query wants.
//
//   const nn::RelativeBias bias(table, nn::longest(lengths), {.buckets = 320});
//   const auto logits = bias.of(frames);  // [H, n, n], keys in reverse order
//
// Source: Chen et al., "WavLM", 2022; buckets of Raffel et al., "T5", 2020.
#pragma once

#include <cstdint>
#include <serhost/nn/attention.hpp>
#include <serhost/nn/linear.hpp>

namespace serhost::nn {

/// Size of the table.
struct RelativeBiasOptions {
  std::int64_t buckets = 0;  ///< 0: no such bias; WavLM has 320
  /// Frames; further keys share the last bucket.
  std::int64_t max_distance = 800;
};

/// The bucket of each distance key - query in `distances` [n] int64: half of the buckets for keys
/// behind the query; in each half the lower half hold one distance each and the others grow by
/// equal ratios up to `max_distance`.
at::Tensor distance_buckets(const at::Tensor& distances, const RelativeBiasOptions& options);

/// The biases of one batch, worked out once for all layers: [H, 2 * longest - 1], that of distance
/// longest - 1 first.
class RelativeBias {
 public:
  RelativeBias() = default;
  /// `table` [buckets, H].
  RelativeBias(const at::Tensor& table, std::int64_t longest, const RelativeBiasOptions& options);

  /// False: there is no bias.
  bool defined() const { return values_.defined(); }
  /// [H, n, n] for a clip of n frames with its keys in reverse order: a view, since the distance
  /// from query i to key n - 1 - j depends on i + j alone.
  at::Tensor of(std::int64_t frames) const;
  /// [1, H, F, F] with keys in their own order; `count` int64 [] is F.
  static onnx::Value to_onnx(const at::Tensor& table, const RelativeBiasOptions& options,
                             const onnx::Value& count);

 private:
  at::Tensor values_;
  std::int64_t longest_ = 0;
};

/// One layer's gate: parameters gru_rel_pos_linear.* [8, D / H] and gru_rel_pos_const [1, H, 1, 1],
/// registered in `owner`.
class RelativeGate {
 public:
  RelativeGate() = default;
  /// For frames of `width` and as many heads.
  RelativeGate(torch::nn::Module& owner, std::int64_t width, std::int64_t heads);

  /// [N, D], what enters the attention, to [H, N]: a (b c - 1) + 2 with a and b sigmoids of sums of
  /// four logits each.
  at::Tensor operator()(const at::Tensor& values) const;
  /// [run] [B, F, D] to [B, H, F, 1].
  onnx::Value to_onnx(const onnx::Value& values) const;

 private:
  std::int64_t heads_ = 1;
  std::shared_ptr<Linear> logits_;
  at::Tensor constant_;
};

}  // namespace serhost::nn

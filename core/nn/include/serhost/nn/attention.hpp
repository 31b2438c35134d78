// Scaled dot-product attention within each clip, whatever biases the logits.
//
//   const nn::LogitBias none;  // nothing is added
//   const auto mixed = nn::attend(q, k, v, frames.lengths, {.heads = 12}, none, step);  // [N, D]
//
// Source: Vaswani et al., "Attention Is All You Need", 2017: softmax(q k^T / sqrt(D / H)) v.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <serhost/nn/packed.hpp>
#include <serhost/step.hpp>

namespace serhost::nn {

/// What is added to the logits of one clip: queries `begin` to `begin` + `count` against all keys,
/// [H, count, n] fp32. The keys may be in reverse order: then `reversed_keys` of `AttentionOptions`
/// says so.
using LogitBias =
    std::function<at::Tensor(std::size_t clip, std::int64_t begin, std::int64_t count)>;

/// How `attend` attends.
struct AttentionOptions {
  /// Heads; they divide the width.
  std::int64_t heads = 1;
  double dropout = 0.0;        ///< of the attention weights, in training
  bool reversed_keys = false;  ///< the last column of a bias belongs to the first key
};

/// [run] Queries, keys and values [N, D], each head taking D / heads consecutive columns and scaled
/// by the root of their number; gives [N, D]. Each clip attends to itself alone. Long clips are
/// worked on a block of queries at a time, which gives the same.
at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                  const Lengths& lengths, const AttentionOptions& options, const LogitBias& bias,
                  Step& step);

}  // namespace serhost::nn

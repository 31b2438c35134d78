// Symmetric ALiBi: logits fall in proportion to the distance between two frames, at a slope of each
// head's own that learns.
//
//   const auto strength = scale * nn::alibi_slopes(heads);  // [H]
//   const auto places = at::arange(frames, at::kFloat);
//   const auto bias = nn::alibi_bias(strength, places, 0, 0, frames);  // [H, F, F]
//
// Source: Press, Smith, Lewis, "Train Short, Test Long", 2022; symmetric as data2vec 2.0 has it:
// -slope |i - j|.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace serhost::nn {

/// [heads] fp32: 2^(-8 (h + 1) / heads) where heads is a power of two; else those of the power
/// below it, followed by every other one of the power above it.
at::Tensor alibi_slopes(std::int64_t heads);

/// [run] What is added to the logits of queries `begin` to `begin` + `count` of a clip that is
/// `tokens` tokens, neither near nor far from anything, followed by frames at `places` [n] fp32:
/// [H, count, tokens + n]. `strength` [H] is the slopes times their scale.
at::Tensor alibi_bias(const at::Tensor& strength, const at::Tensor& places, std::int64_t tokens,
                      std::int64_t begin, std::int64_t count);

}  // namespace serhost::nn

// Sums over the own frames of clips. Padding never counts: what lies behind a clip's length is
// replaced before any sum, so that not even a NaN there reaches a result or a gradient.
#pragma once

#include <ATen/core/Tensor.h>

#include <serhost/onnx.hpp>

namespace serhost::model {

/// `frames` [B, F, W] and `lengths` [B] (CPU, at least 1 each) to [B, W].
at::Tensor mean_over_frames(const at::Tensor& frames, const at::Tensor& lengths);

/// To [B, 2W]: mean, then standard deviation over the clip's own frames (divided by their number;
/// at least 1e-5, so that a single frame has a gradient).
at::Tensor mean_and_deviation(const at::Tensor& frames, const at::Tensor& lengths);

/// [B, F] to [B, F]: the softmax of `logits` over the clip's own frames, 0 behind them.
at::Tensor shares_of_frames(const at::Tensor& logits, const at::Tensor& lengths);

/// To [B, W]: frames weighted by the softmax of `logits` [B, F] over the clip's own frames.
at::Tensor weighted_over_frames(const at::Tensor& frames, const at::Tensor& logits,
                                const at::Tensor& lengths);

/// The three as ONNX: `frames` [B, F, W], `lengths` int64 [B], `logits` [B, F, 1].
onnx::Value mean_over_frames(const onnx::Value& frames, const onnx::Value& lengths);
onnx::Value mean_and_deviation(const onnx::Value& frames, const onnx::Value& lengths);
onnx::Value weighted_over_frames(const onnx::Value& frames, const onnx::Value& logits,
                                 const onnx::Value& lengths);

}  // namespace serhost::model

// What of an input made a score: integrated gradients.
//
// Source: Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks", 2017. Their sum is
// the difference of the scores of the input and of a baseline, here zeros.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace serhost::train {

/// Scores [B] of inputs [B, ...], each its own whatever else is in the batch.
using ScoreOf = std::function<at::Tensor(const at::Tensor& inputs)>;

struct AttributionOptions {
  double tolerance = 0.004;  ///< of the difference of the scores
  std::int64_t most_points = 1000;
  std::int64_t batch = 12;  ///< inputs at once
};

struct Attribution {
  at::Tensor values;                   ///< double, shaped as the input
  double score = 0.0, baseline = 0.0;  ///< of the input, of zeros
  std::int64_t points = 0;             ///< where gradients were taken
  double scaled = 0.0;  ///< how much of the way of the scores was too steep to be integrated
  double sum() const;   ///< of `values`: score - baseline, or nearly
};

/// [run] The integral of the gradient along the straight line from zeros to `input`. The line is
/// cut finer where the gradients of a piece do not give the difference of the scores of its ends: a
/// model that scales its input changes all at once near silence. Where single precision cannot cut
/// any finer, or `most_points` are used up, the gradients of a piece are scaled to the difference
/// of the scores, if that makes them at most three times as large or as small: a step is due to
/// what the gradient on it points at.
Attribution integrated_gradients(const ScoreOf& score_of, const at::Tensor& input,
                                 const AttributionOptions& options = {});

}  // namespace serhost::train

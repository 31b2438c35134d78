// What a teacher asks for, and how far a student is from it.
#pragma once

#include <cstdint>
#include <serhost/masked_encoder.hpp>
#include <serhost/nn/packed.hpp>
#include <vector>

namespace online_distillation {

/// [run] [N, W] for all frames of `frames` [B, F, W]: the feed-forward outputs of the teacher's
/// last `top` blocks, each channel of each clip to zero mean and unit variance over time, averaged.
/// Without a graph and without dropout.
at::Tensor targets(serhost::MaskedEncoder& teacher, const serhost::Sequence& frames,
                   std::int64_t top);

/// [run] [M] of rows [M, W]: the squared error summed over channels, by the root of their number.
at::Tensor errors(const at::Tensor& predicted, const at::Tensor& target);

/// [run] [clips] The mean of the values of each clip, of which `counts` says how many there are; 0
/// of none.
at::Tensor mean_of_each(const at::Tensor& values, const serhost::nn::Lengths& counts);

/// [run] []: the deviation over rows [M, W], a mean over channels: near 0 where all rows are alike.
at::Tensor spread(const at::Tensor& rows);

}  // namespace online_distillation

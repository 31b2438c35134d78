// The rows of a step: every clip under several masks, one behind the other.
#pragma once

#include <cstdint>
#include <serhost/masked_encoder.hpp>
#include <serhost/nn/packed.hpp>
#include <vector>

#include "masks.hpp"

namespace online_distillation {

struct Rows {
  serhost::MaskedRows masks;
  serhost::nn::Lengths frames;     ///< of each row
  at::Tensor hidden;               ///< [M] what is predicted: places among the frames of all rows
  at::Tensor asked;                ///< [M] the same among the frames of all clips
  serhost::nn::Lengths predicted;  ///< how many of them each clip has

  double hidden_share() const;
};

/// [any] How many frames of a clip are predicted, under all its masks.
std::int64_t hidden_frames(std::int64_t frames, const MaskOptions& mask, std::int64_t clones,
                           std::uint64_t stream);

/// [run] `clones` masks for each clip of `frames`, drawn from its stream; tensors on `device`.
Rows rows_of(const serhost::nn::Lengths& frames, const MaskOptions& mask, std::int64_t clones,
             const std::vector<std::uint64_t>& streams, const c10::Device& device);

/// [run] All frames of all rows in their places: those of `seen`, and normal noise of the deviation
/// `noise` for the others, drawn from the clip's stream.
serhost::nn::Packed restored(const serhost::nn::Packed& seen, const Rows& rows, double noise,
                             const std::vector<std::uint64_t>& streams);

}  // namespace online_distillation

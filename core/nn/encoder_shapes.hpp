// The sizes of an encoder whose checkpoint has no config, from the shapes of its tensors.
#pragma once

#include <serhost/nn/pretrained_encoder.hpp>
#include <string>

namespace serhost::nn {

/// A config, and for the log where it is from.
struct Shaped {
  EncoderConfig config;
  std::string note;
};

/// Sizes that the parameters give come first; then those of a published size that fits the shapes;
/// then the shapes themselves, and what no shape shows as in the published size of the same norm.
/// Throws std::invalid_argument where the number of attention heads or the strides stay unknown.
Shaped config_by_shapes(const EncoderFamily& family, const EncoderParameters& parameters,
                        const weights::EncoderWeights& weights);

/// Throws Error(damaged) where an encoder of this config cannot have these weights, before one is
/// made.
void require_shapes(const EncoderConfig& config, const weights::EncoderWeights& weights,
                    const std::string& source);

}  // namespace serhost::nn

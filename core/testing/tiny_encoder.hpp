// The encoder that objectives are tried on: as small as one can be that hides frames from itself.
#pragma once

#include <memory>
#include <serhost/objective.hpp>

namespace serhost::conformance {

/// 64 numbers for every 320 of 400 samples, 2 tokens, 2 blocks in which frames see their mean. In
/// evaluation and in training the same. Weights are drawn from LibTorch's default generator.
Objective::Encoder tiny_encoder();

}  // namespace serhost::conformance

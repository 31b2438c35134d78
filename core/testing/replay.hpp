// Training in small, to be done twice: what a component gave in each of a few steps, which must
// repeat bit for bit; and its state by way of a file, as a checkpoint keeps it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "testing/finding.hpp"

namespace torch::nn {
class Module;
}

namespace serhost::conformance {

/// What came out of some steps, each tensor with a name for messages.
using Replay = std::vector<std::pair<std::string, at::Tensor>>;

/// Fails at the first tensor whose bits differ: "<what>: <name> differs by …".
void expect_same_bits(Verdict& verdict, const Replay& first, const Replay& second,
                      const std::string& what);

/// One step of plain gradient descent on every parameter that has a gradient, which is then
/// dropped.
void descend(torch::nn::Module& module, double rate = 0.05);

/// Writes the parameters and buffers of `from` to a file and loads it into `to`, which is another
/// instance. Throws where they do not fit.
void carry_state(const torch::nn::Module& from, torch::nn::Module& to);

}  // namespace serhost::conformance

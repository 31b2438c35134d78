// Which layers of an encoder a trained model listens to, read from its checkpoint.
#pragma once

#include <filesystem>
#include <vector>

namespace serhost::train {

/// [any] The weights of a sum of layers that was learned (`[backbone] layers = "weighted"`), from
/// the encoder's input on, after their softmax: they add up to 1. Empty where the model learned
/// none. `checkpoint` is `…/fold-F/seed-S/best`. Throws Error(missing) or Error(damaged).
std::vector<double> learned_layer_weights(const std::filesystem::path& checkpoint);

}  // namespace serhost::train

// The weights of one moment, kept in memory: what training can change, and nothing that is frozen.
#pragma once

#include <map>
#include <string>

#include "train/composition.hpp"

namespace serhost::train {

/// Copies of trainable parameters and of all buffers, by name.
std::map<std::string, at::Tensor> snapshot(const Composition& composition);

/// The inverse. Throws Error(damaged) where a name is missing or has another shape.
void restore(const Composition& composition, const std::map<std::string, at::Tensor>& saved);

}  // namespace serhost::train

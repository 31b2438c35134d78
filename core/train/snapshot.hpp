// The weights of one moment, kept in memory: what training can change, and nothing that is frozen.
#pragma once

#include <map>
#include <string>

#include "train/composition.hpp"

namespace serhost::train {

/// Copies of trainable parameters and of all buffers, by name.
std::map<std::string, at::Tensor> snapshot(const Composition& composition);

/// The inverse. Throws Error(damaged) where a name is missing, or a parameter has another shape; a
/// buffer may have grown.
void restore(const Composition& composition, const std::map<std::string, at::Tensor>& saved);

/// Restores `saved`, which then holds what was there before. No more than one tensor is held twice.
void exchange(const Composition& composition, std::map<std::string, at::Tensor>& saved);

/// Buffers alone: what an evaluation that is broken off must leave as it was.
std::map<std::string, at::Tensor> snapshot_of_buffers(const Composition& composition);
void restore_buffers(const Composition& composition,
                     const std::map<std::string, at::Tensor>& saved);

}  // namespace serhost::train

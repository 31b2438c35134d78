// Frozen weights of checkpoints: they lie once for all folds, in a file that is called by the hash
// of what it holds.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "train/composition.hpp"

namespace serhost::train {

/// By name; a model may have none.
std::map<std::string, at::Tensor> frozen_of(const Composition& composition);

/// SHA-256 of names and values; "" where there are none.
std::string hash_of(const std::map<std::string, at::Tensor>& tensors);

/// `root`: the folder `checkpoints` of a run.
std::filesystem::path frozen_file(const std::filesystem::path& root, const std::string& hash);

/// What the file holds. Throws Error(missing), or Error(damaged) where that is something other than
/// the hash says.
std::map<std::string, at::Tensor> read_frozen(const std::filesystem::path& root,
                                              const std::string& hash);

}  // namespace serhost::train

// The checkpoints that a run keeps, checked. Needs no torch from who asks.
#pragma once

#include <filesystem>

namespace serhost::train {

/// Throws Error(damaged) that names the first file of a run's checkpoints, frozen weights included,
/// which is not the one that was written.
void check_checkpoints(const std::filesystem::path& run_directory);

}  // namespace serhost::train

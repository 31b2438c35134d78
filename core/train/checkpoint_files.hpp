// The files of a checkpoint, by the hashes that its state.json keeps of them: a flipped bit is
// told, never trained on or predicted with. Knows no torch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace serhost::train {

/// `state`, the JSON of a state.json, with the SHA-256 of every other file in `folder`, and of
/// itself.
std::string with_hashes(const std::string& state, const std::filesystem::path& folder);

/// "<file> is damaged (<why>)" of the first file of a checkpoint which is not the one that was
/// written; "" where there is none. A checkpoint of a version that kept no hashes passes.
std::string damage_in(const std::filesystem::path& folder);

/// Throws Error(damaged) where there is damage.
void check_checkpoint(const std::filesystem::path& folder);

/// Where the checkpoint of a fold and seed of a run lies: `what` is "best" or "last".
std::filesystem::path checkpoint_folder(const std::filesystem::path& run_directory,
                                        std::int64_t fold, std::int64_t seed,
                                        const std::string& what = "best");

/// The folder of the best weights of a fold and seed, checked: whoever predicts begins here. Throws
/// Error(missing) where the run kept none, Error(damaged) as `check_checkpoint`.
std::filesystem::path open_best(const std::filesystem::path& run_directory, std::int64_t fold,
                                std::int64_t seed);

}  // namespace serhost::train

// Audio that a command was given, as clips that the loader of a run can read.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "data/manifest/manifest.hpp"
#include "features/audio_files.hpp"

namespace serhost::app {

/// Files that can be read; those that cannot are added to `damaged`, to be told when the others are
/// done. Throws Error for anything else that is wrong (features::audio_files).
std::vector<features::AudioFile> readable_files(const std::vector<std::filesystem::path>& given,
                                                const std::optional<std::filesystem::path>& list,
                                                features::KeyRule key, Faults& damaged);

/// In the same order, of no corpus and without labels.
data::Manifest manifest_of_files(const std::vector<features::AudioFile>& files);

}  // namespace serhost::app

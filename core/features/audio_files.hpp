// The audio that a command was given: files, folders and lists of them, each clip with its key and
// what its header says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace serhost::features {

struct AudioFile {
  std::string key;
  std::filesystem::path file;
  std::int64_t sample_rate = 0, samples = 0;  ///< of the file, before resampling; exact
  std::string identity;                       ///< size and time of change
  std::int64_t channels = 1;                  ///< of the file
};

enum class KeyRule {
  stem,  ///< the file's name without folder and extension
  path   ///< as given; what lies in a folder begins with the folder's name as given
};

/// Files below `given` (folders are searched) and those that `list` names, one a line, empty lines
/// left out, sorted by key. Faults: what is missing (66), a folder without audio (66), what cannot
/// be read (65), keys that two clips share (64).
std::vector<AudioFile> audio_files(const std::vector<std::filesystem::path>& given,
                                   const std::optional<std::filesystem::path>& list, KeyRule rule,
                                   Faults& faults);

/// Samples after resampling to `rate`, as audio::resample has it.
std::int64_t samples_at(const AudioFile& audio, std::int64_t rate);

}  // namespace serhost::features

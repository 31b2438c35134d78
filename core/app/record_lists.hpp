// The lists of clips that a run leaves beside its record, folds.csv and clips.csv, as they are read
// back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace serhost::app {

/// The fields of a CSV file's rows by the names of its header; empty where there is no such file.
/// Of a row that is too short the last names are missing.
std::vector<std::map<std::string, std::string>> named_rows(const std::filesystem::path& file);

struct ListedPart {
  std::string key;
  std::int64_t fold = 1;
  std::string part;                  ///< train, validation, test
  std::optional<std::int64_t> seed;  ///< that the folds were drawn for; absent: one for all
  std::optional<std::string> speaker;
};

struct RecordedFolds {
  std::vector<ListedPart> clips;  ///< in the order of the file
  bool has_speakers = false;      ///< the file has their column; earlier versions wrote none
};

/// folds.csv; absent where it is not there, or is not such a list.
std::optional<RecordedFolds> recorded_folds(const std::filesystem::path& run_directory);

struct ListedClip {
  std::string key;
  double seconds = 0.0;
  std::string digest;  ///< "" where the audio was not read
};

/// clips.csv; absent likewise.
std::optional<std::vector<ListedClip>> recorded_clips(const std::filesystem::path& run_directory);

/// Test clips that are longer than `most` seconds, each once.
std::size_t cropped_of(const RecordedFolds& folds, const std::vector<ListedClip>& clips,
                       double most);

}  // namespace serhost::app

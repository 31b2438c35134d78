// A pinned corpus: which files an experiment reads, byte for byte, so that a copy elsewhere, or the
// same one a year later, is known to be the same.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

inline constexpr const char* kPinHeader = "dataset,file,bytes,sha256,seconds,rate,channels";

/// Called as (done, total) from one thread at a time.
using Hashing = std::function<void(std::size_t, std::size_t)>;

/// kPinHeader with a line a file, in the order of datasets and paths. `file` is relative to the
/// root of its dataset. Datasets that read audio themselves have no files.
std::string pin_csv(const Manifest& manifest, const std::vector<config::DatasetTable>& tables,
                    const Hashing& progress = {});

/// What is not as `pin` has it.
struct Changed {
  Exit exit = Exit::damaged;  ///< missing: a pinned file is not there
  std::string text;           ///< a sentence that names the file
};

/// Every file that is missing, altered, or not in the pin; the whole list. `name` is the pin's, for
/// messages; throws DataError where it is no pin.
std::vector<Changed> changed_since(std::string_view pin, const std::string& name,
                                   const Manifest& manifest,
                                   const std::vector<config::DatasetTable>& tables,
                                   const Hashing& progress = {});

}  // namespace serhost::data

// What opening a checkpoint finds, before torch: tensors in files, and what the files say of the
// model.
#pragma once

#include <filesystem>
#include <serhost/weights/config.hpp>
#include <string>
#include <vector>

#include "weights/stored.hpp"

namespace serhost::weights {

struct Opened {
  std::string format{};
  StoredTensors tensors{};
  Config config{}, preprocessor{};
  std::vector<std::filesystem::path> files{};  ///< that hold the tensors
  bool tensor_index = false;
};

/// The feature extractor's table of a processor_config.json; empty where it has none.
Config extractor_of(const Config& processor);

/// What a folder says of its feature extractor: newer ones in a table of processor_config.json,
/// which comes before preprocessor_config.json as in Transformers; empty where there is neither.
Config extractor_config(const std::filesystem::path& folder);

/// A directory or a file; see Checkpoint::open.
Opened open_checkpoint(const std::filesystem::path& path);

}  // namespace serhost::weights

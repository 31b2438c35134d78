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

/// A directory or a file; see Checkpoint::open.
Opened open_checkpoint(const std::filesystem::path& path);

}  // namespace serhost::weights

// Published weights that a backbone was made from. A checkpoint of ours keeps their configs, names
// and shapes in architecture.json, as skeletons (serhost/weights/checkpoint.hpp): the backbone is
// made again from these, and its values come from the checkpoint.
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"

namespace serhost::train {

/// {"checkpoint": skeleton} for a component whose parameter `checkpoint` names published weights;
/// null for any other.
nlohmann::ordered_json source_checkpoint_json(const config::ComponentRef& chosen);

/// A skeleton put into a file.
struct SourceCheckpoint {
  std::size_t backbone = 0;    ///< its place in the chain, from 0
  std::string parameter;       ///< "checkpoint"
  std::filesystem::path file;  ///< to give in the place of the original path
};

/// Writes the skeletons of `architecture`, the text of an architecture.json, into `folder`, which
/// exists. The resolved experiment with these paths in the place of the original ones makes the
/// model; `restore` then brings every value.
std::vector<SourceCheckpoint> write_source_checkpoints(const std::string& architecture,
                                                       const std::filesystem::path& folder);

}  // namespace serhost::train

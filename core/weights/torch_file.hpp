// What torch.save writes: the tensors of a state dict, wherever the file keeps it, and what it says
// of the model. The zip format and the older one of several pickles in a row (before PyTorch 1.6,
// as early fairseq files have it). Knows no torch.
#pragma once

#include <filesystem>
#include <serhost/weights/config.hpp>
#include <string_view>

#include "weights/stored.hpp"

namespace serhost::weights {

struct TorchFile {
  StoredTensors tensors;  ///< of `state_dict`, `model_state_dict` or `model` where the file wraps
                          ///< them; "module." taken off
  Config config;          ///< of `cfg`, `args` or `dims`
};

/// By the first bytes.
bool is_torch_file(std::string_view bytes);

/// Throws Error(damaged) with the file and, where there is one, the byte.
TorchFile read_torch_file(const std::filesystem::path& file);
TorchFile read_torch_file(std::shared_ptr<const Mapping> mapping,
                          const std::filesystem::path& file);

}  // namespace serhost::weights

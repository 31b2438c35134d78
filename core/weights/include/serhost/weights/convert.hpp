// From any checkpoint that can be read to a Hugging Face directory.
//
//   const auto checkpoint = weights::Checkpoint::open("hubert_base_ls960.pt");
//   const auto made = weights::convert(checkpoint, "hubert-base", families);
//   std::cout << made.family << '\n';  // hubert
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <filesystem>
#include <optional>
#include <serhost/weights/checkpoint.hpp>
#include <span>
#include <string>

namespace serhost::weights {

/// Families that a program knows: those of its plugins (host::Registry::checkpoint_families).
using Families = std::span<const Family* const>;

/// [any] The checkpoint in the terms of the family that its config or its names say, or nullopt
/// where none of `families` knows them. A file may be read by more than one: wav2vec2 and hubert
/// differ only in what `model_type` says.
std::optional<EncoderWeights> recognized(const Checkpoint& checkpoint, Families families);

/// What `convert` made.
struct Converted {
  /// The new folder.
  std::filesystem::path folder;
  std::string family;  ///< "" where none knows the names
  /// How many.
  std::size_t tensors = 0;
};

/// [run] Makes `folder` with model.safetensors, config.json and preprocessor_config.json. Configs
/// of a directory are copied as they are, those of a .pt file translated; names of a Hugging Face
/// file stay, others become those of the family's modules. Elements keep their type. The folder is
/// written under another name and renamed: it is complete or not there. Throws Error(cannot_create)
/// where it exists, Error(io), and all that reading throws.
Converted convert(const Checkpoint& checkpoint, const std::filesystem::path& folder,
                  Families families);

}  // namespace serhost::weights

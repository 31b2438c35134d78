// The three forms in which features lie on disk, behind one question: what is there under this
// name?
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace precomputed {

class Features {
 public:
  virtual ~Features() = default;
  /// As it lies there; undefined where there is nothing. A name is found in either form of
  /// Unicode. [any]
  virtual at::Tensor find(const std::string& name) const = 0;
  /// The file that holds them, for messages. [any]
  virtual std::filesystem::path file_of(const std::string& name) const = 0;
  /// Any of them, for the width; undefined where there is none.
  virtual at::Tensor first() const = 0;
  /// Corpora that their encoder was trained on, none where it was not trained before; absent where
  /// the file does not say it.
  virtual std::optional<std::vector<std::string>> pretrained_on() const { return std::nullopt; }
};

/// A safetensors file with a tensor a clip; a folder of npy files; or one npy file of all frames
/// with <stem>.lengths and <stem>.emo beside it, as emotion2vec's authors release them. Throws
/// std::runtime_error.
std::unique_ptr<Features> open_features(const std::filesystem::path& path);

}  // namespace precomputed

// Heads of published models of speech emotion, which stand behind an encoder in its own file. Which
// there are is a table of this file's source: a head more is a row more.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace serhost::train {

/// What a head says of a clip's frames.
enum class Says {
  classes,  ///< one of its labels: softmax
  labels,   ///< any of its labels: sigmoid of each
  values,   ///< a number for each label
};

struct HeadWeights {
  std::map<std::string, at::Tensor> tensors;  ///< by the names of the head
  std::string pooling = "mean";               ///< mean | sum | max, over frames
};

struct PublishedHead {
  std::string name;                  ///< for messages
  std::vector<std::string> tensors;  ///< that it is known by, and needs
  /// [run] Frames [F, W] to scores [C].
  std::function<at::Tensor(const HeadWeights& weights, const at::Tensor& frames)> scores;
};

/// Those that are known, for messages: "Transformers' sequence classification (...)".
std::vector<std::string> known_heads();

/// The head that a file with tensors of these names has, or null; the names may have a prefix,
/// which is given back.
const PublishedHead* find_head(const std::vector<std::string>& names, std::string& prefix);

}  // namespace serhost::train

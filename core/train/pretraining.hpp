// What an encoder has seen before the experiment begins: a corpus that it was trained on is no test
// of it.
#pragma once

#include <string>
#include <vector>

namespace serhost::train {

class Composition;

struct Pretraining {
  std::vector<std::string>
      corpora{};  ///< that the weights which the backbones read were trained on; sorted
  /// false: a backbone or the loss has read weights and does not say what they were trained on
  bool known = true;
};

/// [run] Of the backbones of a model, and of the loss: the objective of a pre-training may read a
/// teacher of its own.
Pretraining pretraining_of(Composition& composition);

}  // namespace serhost::train

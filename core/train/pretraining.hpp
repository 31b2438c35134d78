// What an encoder has seen before the experiment begins: a corpus that it was trained on is no test
// of it.
#pragma once

#include <string>
#include <vector>

namespace serhost::model {
class Chain;
}

namespace serhost::train {

struct Pretraining {
  std::vector<std::string>
      corpora{};  ///< that the weights which the backbones read were trained on; sorted
  bool known =
      true;  ///< false: a backbone has read weights and does not say what they were trained on
};

/// [run] Of the backbones of a model.
Pretraining pretraining_of(const model::Chain& chain);

}  // namespace serhost::train

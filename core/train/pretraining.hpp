// What an encoder has seen before the experiment begins: a corpus that it was trained on is no test of it.
#pragma once

#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/registry.hpp"

namespace serhost::train {

struct Pretraining {
  std::vector<std::string> corpora{};  ///< that the weights which the backbones read were trained on; sorted
  bool known = true;                   ///< false: a backbone has read weights and does not say what they were trained on
};

/// Makes the experiment's backbones, which reads their weights. Throws what their constructors throw.
Pretraining pretraining_of(const config::Experiment& experiment, const host::Registry& registry);

}  // namespace serhost::train

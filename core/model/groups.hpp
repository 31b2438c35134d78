// Which trainable parameters share a learning rate and whether they decay.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace serhost::model {

struct Group {
  std::string name;  ///< "backbone", "head" or "loss"
  double scale =
      1.0;  ///< of the learning rate: layer_decay to the power of the distance from the head
  std::vector<at::Tensor> decayed,
      undecayed;  ///< undecayed: biases and every other 1-D tensor (norms, layer weights)
};

/// Adds `parameter` to `group` on the side where it belongs; one that is frozen is left out.
void add(Group& group, const at::Tensor& parameter);

}  // namespace serhost::model

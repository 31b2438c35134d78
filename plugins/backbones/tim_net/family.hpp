// TIM-Net's weights under the names of its Keras layers, in a safetensors file. Its dense layer is
// the host's head, and an extra.
#pragma once

#include <serhost/weights/key_map.hpp>

namespace tim_net {

inline const serhost::weights::Family& family() {
  static const serhost::weights::Family family = {
      "tim_net",
      {{.name = "Keras", .mark = "weight_layer.kernel", .extras = {"dense.*"}}},
      {"forward.block{i}.conv1.kernel"}};
  return family;
}

}  // namespace tim_net

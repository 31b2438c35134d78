// OpenL3's weights under the names of its Keras layers, in a safetensors file.
#pragma once

#include <serhost/weights/key_map.hpp>

namespace l3_net {

inline const serhost::weights::Family& family() {
  static const serhost::weights::Family family = {
      "l3_net", {{.name = "Keras", .mark = "input_norm.moving_mean"}}, {"block4.conv2.kernel"}};
  return family;
}

}  // namespace l3_net

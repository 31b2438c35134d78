// DST's weights under the names of its own module. Its classifier is the host's head, and an extra.
#pragma once

#include <serhost/weights/key_map.hpp>

namespace dst {

inline const serhost::weights::Family& family() {
  static const serhost::weights::Family family = {
      "dst",
      {{.name = "DST",
        .mark = "layers.{i}.attention.offset_duration.weight",
        .prefixes = {"module."},
        .extras = {"classifier.*"}}},
      {"layers.{i}.attention.offset_duration.bias"}};
  return family;
}

}  // namespace dst

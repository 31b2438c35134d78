// Files with the names of these blocks. Their classifier is the host's head, and an extra.
#pragma once

#include <serhost/weights/key_map.hpp>

namespace mstr {

inline const serhost::weights::Family& family() {
  static const serhost::weights::Family family = {
      "mstr",
      {{.name = "serhost", .mark = "blocks.{i}.mix", .extras = {"c1.*", "c2.*", "c3.*"}}},
      {"blocks.{i}.mix"}};
  return family;
}

}  // namespace mstr

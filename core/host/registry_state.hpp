// What a Registry keeps; shared by registry.cpp, which fills it, and make.cpp.
#pragma once

#include <vector>

#include "host/not_built.hpp"
#include "host/registry.hpp"

namespace serhost::host {

struct Registry::State {
  std::vector<ComponentInfo>
      components;  ///< never changed after discovery: `find` gives pointers into it
  std::vector<ComponentInfo> shadowed;  ///< reached by "plugin/name" alone
  std::vector<Refusal> refusals;
  std::vector<Clash> clashes;
  std::vector<NotBuilt> not_built;
};

}  // namespace serhost::host

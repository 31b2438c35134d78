// The processes that train one model together, by the name that training calls them.
#pragma once

#include <memory>

#include "distributed/collective.hpp"

namespace serhost::train {

using distributed::Collective;

/// `given`, or one process where there is none.
inline Collective& collective_or_alone(const std::shared_ptr<Collective>& given) {
  static Collective alone;
  return given ? *given : alone;
}

}  // namespace serhost::train

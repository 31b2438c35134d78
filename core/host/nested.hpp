// What a PartValue carries from the experiment file to the registry: which component the part is,
// and its checked parameters.
#pragma once

#include <serhost/values.hpp>

namespace serhost {

namespace host {
struct ComponentInfo;
}

/// Opaque to plugins. Made by config, used by host::Registry, which makes the part before the
/// component that holds it.
struct NestedParameters {
  const host::ComponentInfo* info = nullptr;  ///< owned by the registry
  Values values;                              ///< in the order of offer->parameters
};

}  // namespace serhost

// The components that the program registers itself.
#pragma once

#include "host/registry.hpp"

namespace serhost::host {

/// [any thread] A registry of what this program registers itself, without any plugin folder. It
/// makes components of other registries too: all that making needs is in their ComponentInfo.
const Registry& built_in_registry();

/// The defaults of a component's parameters.
Values defaults_of(const ComponentInfo& info);

}  // namespace serhost::host

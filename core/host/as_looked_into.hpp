// The last check before a component is made: an experiment was checked against what the file was
// said to hold, and its values are passed by position.
#pragma once

#include <serhost/registration.hpp>

#include "host/registry.hpp"

namespace serhost::host {

/// [any thread] Throws PluginError where the loaded component declares other parameters or
/// abilities than `info` says. What was remembered of the file is then forgotten, so that the next
/// command looks into it anew; the same where its bytes are others, though nothing else tells.
void require_as_looked_into(const ComponentInfo& info, const Component& loaded);

}  // namespace serhost::host

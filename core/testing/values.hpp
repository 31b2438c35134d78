// Parameters of a component from "key=value" texts. It knows the few forms of TOML values that
// tests write, so that tests of plugins need nothing of the experiment file.
#pragma once

#include <string>
#include <vector>

#include "host/nested.hpp"
#include "host/registry.hpp"

namespace serhost::testing {

/// Checked against the offer's schema, defaults filled in; keys that must be classes are checked
/// against `classes`. Throws ConfigError.
Values values_of(const host::Registry& registry, const host::ComponentInfo& info,
                 const std::vector<std::string>& parameters,
                 const std::vector<std::string>& classes = {});

/// Every plugin on SERHOST_PLUGIN_PATH; discovered once.
const host::Registry& registry();

}  // namespace serhost::testing

// Writes docs/components.md: what every bundled component is, and its parameters.
#pragma once

#include <string>
#include <vector>

#include "host/registry.hpp"

namespace serhost::config {

/// One section per kind; one per component, with the README of its plugin and a line per parameter.
std::string components_markdown(const host::Registry& registry);
std::string components_markdown(const std::vector<host::ComponentInfo>& components);

}  // namespace serhost::config

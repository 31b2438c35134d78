// What the plugins that come with serhost were built from. The table is made by the build
// (core/cmake/HashPlugins.cmake).
#pragma once

#include <map>
#include <string>

namespace serhost::pack {

/// SHA-256 over the sources of each bundled plugin, by its name.
const std::map<std::string, std::string>& bundled_plugins();

}  // namespace serhost::pack

// What this build was made from.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace serhost::app {

/// "0.1.0"
std::string version();

/// In a fixed order: serhost, api, libtorch, compiler, stdlib, build, build_type.
std::vector<std::pair<std::string, std::string>> version_facts();

}  // namespace serhost::app

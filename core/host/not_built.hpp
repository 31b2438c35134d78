// Bundled plugins that a build folder could make, but has not yet: scripts/run.sh builds what its
// experiment names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/kinds.hpp"

namespace serhost::host {

struct NotBuilt {
  Kind kind;
  std::string name;     ///< of the component and of its plugin
  std::string command;  ///< that builds it, for a shell
};

/// What <bundled>/../bundled.txt lists ("losses/focal" a line, written by the build; behind a blank
/// the command for what lacks a library) and `bundled` does not hold. Empty beside an installed
/// program, which has no such list.
std::vector<NotBuilt> not_built_in(const std::filesystem::path& bundled);

}  // namespace serhost::host

// The variables that an experiment of somebody else may read here. Whatever a variable expands to
// lands in files that are sent back, so that only places of files may be named by one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace serhost::config {

struct ForeignVariable {
  std::string name;  ///< "EMODB_ROOT"
  std::string key;   ///< "dataset.root"
  bool operator==(const ForeignVariable&) const = default;
};

/// Those that `file`, with `overrides` laid over it, reads for keys whose values are paths, in the
/// order of the keys. Variables in the overrides are the user's own and do not count. Throws
/// Error(untrusted), with the place of each, where others are read, and where the file extends
/// another: an experiment in a bundle is complete.
std::vector<ForeignVariable> foreign_variables(const std::filesystem::path& file,
                                               const std::vector<std::string>& overrides,
                                               const Find& find);

}  // namespace serhost::config

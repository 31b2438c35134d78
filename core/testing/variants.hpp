// The forms in which a component is tested: its defaults, or each line of `contract.txt` beside its
// sources.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testing/values.hpp"

namespace serhost::conformance {

struct Variant {
  std::vector<std::string> parameters;  ///< "key=value" each
};

/// Lines of parameters separated by ";"; those that begin with "#" are comments, a line of
/// "defaults" has none. Relative paths are relative to the working directory. Throws
/// Error(missing).
std::vector<Variant> read_variants(const std::filesystem::path& contract);

/// The file `name` that belongs to a component, or "": "<component>.<name>" or, of the whole
/// plugin,
/// "<name>" beside its library, in the working directory,
/// or in the plugin's folder of a source tree (plugins/<group>/<plugin>/) that the working
/// directory holds.
std::filesystem::path beside(const host::ComponentInfo& info, const std::string& name,
                             const std::filesystem::path& working_directory);

/// Those of the offer's contract.txt, else one variant of defaults.
std::vector<Variant> variants_of(const host::ComponentInfo& info,
                                 const std::filesystem::path& working_directory);

}  // namespace serhost::conformance

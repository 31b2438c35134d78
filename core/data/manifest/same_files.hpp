// Files of equal bytes under two labels or two speakers, found without decoding.
#pragma once

#include <string>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// A sentence of each: how many pairs there are, and the first. Only files of equal size are read,
/// in whole only where their beginnings agree. Sections of files are left out.
std::vector<std::string> same_file_warnings(const Manifest& manifest);

}  // namespace serhost::data

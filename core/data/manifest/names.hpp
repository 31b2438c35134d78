// Labels and speakers that may be one under two names, and classes that are too small.
#pragma once

#include <string>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Of classes, with the labels that are left out, and of the speakers of each corpus: names that
/// differ only in what `folded` (tidy.hpp) leaves out. A sentence each, with counts and what to do.
std::vector<std::string> name_warnings(const Manifest& manifest);

/// Classes of one clip, or of fewer clips than there are folds.
std::vector<std::string> class_size_warnings(const Manifest& manifest, std::size_t folds);

}  // namespace serhost::data

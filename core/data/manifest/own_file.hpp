// Which file is a clip's own: what is concluded from one file of two clips holds for no others.
#pragma once

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// The audio file that a clip is, or is a section of. Empty where there is none, and where its
/// dataset reads audio itself: it may name a shard or a table, in which many recordings lie.
std::filesystem::path own_file(const Manifest& manifest, const Clip& clip);

}  // namespace serhost::data

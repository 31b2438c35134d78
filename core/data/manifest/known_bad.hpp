// Recordings that everybody leaves out, because they are silent or cannot be decoded.
#pragma once

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Drops the clips that CorpusFacts::known_bad names into Manifest::damaged, each with why.
void leave_out_known_bad(Manifest& manifest);

}  // namespace serhost::data

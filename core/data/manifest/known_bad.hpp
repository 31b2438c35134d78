// Recordings that everybody leaves out, because they are silent or cannot be decoded.
#pragma once

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// core/data/known_bad.csv: corpus, the end of a file's path without its extension, why.
const char* known_bad_list();

/// Drops clips into Manifest::damaged, each with why: those that CorpusFacts::known_bad names by
/// their keys, and those whose files are in `known_bad_list`, whichever data set reads them.
void leave_out_known_bad(Manifest& manifest);

}  // namespace serhost::data

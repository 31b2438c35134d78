// Audio files whose names are on disk in another Unicode form than in the list: macOS writes "é" as
// two characters, most editors as one.
#pragma once

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Where a clip's file does not exist under the name that its list gives, but a file with the same
/// name in another Unicode form does, the clip takes that one. Others stay as they are.
void find_files(Manifest& manifest);

}  // namespace serhost::data

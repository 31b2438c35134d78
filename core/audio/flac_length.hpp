// FLAC files whose header leaves the number of samples open, as programs that write into pipes
// must: the last frame tells it.
#pragma once

#include "audio/file_view.hpp"

namespace serhost::audio {

/// Overlays `view` with the number of samples where the header does not say it. Nothing for other
/// files. Throws DataError where the last frame is not whole.
void complete_flac_header(FileView& view, const std::string& name);

}  // namespace serhost::audio

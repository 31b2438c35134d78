// Looks at the chunks of a RIFF file before libsndfile does: libsndfile silently shortens a
// truncated file, and takes an unfinished header at its word; here the first is an error and the
// second is completed.
#pragma once

#include "audio/file_view.hpp"

namespace serhost::audio {

/// Does nothing for what is not RIFF or RF64. Throws DataError where the audio is cut off or
/// absent. Where the size of the audio was left open, as a program writing into a pipe must, `view`
/// is overlaid so that it reaches the end.
void check_wave_header(FileView& view, const std::string& name);

}  // namespace serhost::audio

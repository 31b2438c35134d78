// Looks at the headers of AIFF, AU, W64, CAF and SPHERE files before libsndfile does, which
// silently shortens a file that is cut off.
#pragma once

#include <cstdint>
#include <optional>

#include "audio/file_view.hpp"

namespace serhost::audio {

/// Does nothing for other files, nor where the size of the audio was left open, as a program
/// writing into a pipe must; that of CAF, which libsndfile would refuse, is overlaid. Throws
/// DataError where less audio is there than the header says. Where the audio ends by the header,
/// for W64 and SPHERE: libsndfile takes all that follows for audio, too.
std::optional<std::int64_t> check_container_header(FileView& view, const std::string& name);

}  // namespace serhost::audio

// What kind of audio a file is, by libsndfile's number and by its first bytes.
#pragma once

#include <string>

#include "audio/file_view.hpp"

namespace serhost::audio {

/// Of libsndfile's SF_INFO::format: "WAV", ...; nullptr for others. Only formats that hold speech
/// corpora: libsndfile also knows some that nearly any bytes pass for.
const char* name_of_format(int format);

/// What the first bytes look like, for people.
std::string looks_like(const FileView& view);

/// Whether the file begins as one that is no MPEG audio, behind a tag or without one.
bool is_marked_otherwise(const FileView& view);

}  // namespace serhost::audio

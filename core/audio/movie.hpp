// Audio of containers that libsndfile does not know: MP4, M4A, Matroska, WebM. It is decoded by the
// libav libraries where they are.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "audio/waveform.hpp"

namespace serhost::audio {

/// Of the first audio stream, all of it.
struct Movie {
  Info info;
  std::vector<float> samples;  ///< [frames, channels], channel by channel
};

/// Whether a file that begins so is one: 12 bytes are looked at.
bool is_movie(std::string_view head);

/// Whether serhost was built with the headers of the libav libraries, and they are here now.
bool reads_movies();

/// Throws the DataError that says how to convert the file.
[[noreturn]] void cannot_read_movie(const std::filesystem::path& file);

/// [any thread] Throws DataError that names the file, of cannot_read_movie where
/// `reads_movies` is false.
Movie read_movie(const std::filesystem::path& file);

}  // namespace serhost::audio

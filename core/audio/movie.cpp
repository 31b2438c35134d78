// How such a file is recognized, and what is said without the libraries.
#include "audio/movie.hpp"

#include "audio/file_view.hpp"
#include "base/error.hpp"

namespace serhost::audio {

namespace {

constexpr std::string_view kMatroska = "\x1A\x45\xDF\xA3";

}  // namespace

bool is_movie(std::string_view head) {
  return head.starts_with(kMatroska) || (head.size() >= 8 && head.substr(4, 4) == "ftyp");
}

void cannot_read_movie(const std::filesystem::path& file) {
  const bool matroska = FileView(file).bytes(0, 4) == kMatroska;
  throw DataError(file.string() + ": is not audio that can be read (wav, flac, ogg, mp3): found " +
                  (matroska ? "Matroska or WebM" : "MP4 or M4A") +
                  "; convert it to wav, for example with ffmpeg");
}

#ifndef SERHOST_LIBAV
bool reads_movies() { return false; }

Movie read_movie(const std::filesystem::path& file) { cannot_read_movie(file); }
#endif

}  // namespace serhost::audio

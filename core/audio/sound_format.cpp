#include "audio/sound_format.hpp"

#include <sndfile.h>

#include <cctype>

#include "audio/header_bytes.hpp"
#include "audio/movie.hpp"
#include "audio/mpeg_frames.hpp"

namespace serhost::audio {

const char* name_of_format(int format) {
  switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
    case SF_FORMAT_RF64:
      return "WAV";
    case SF_FORMAT_W64:
      return "W64";
    case SF_FORMAT_AIFF:
      return "AIFF";
    case SF_FORMAT_AU:
      return "AU";
    case SF_FORMAT_CAF:
      return "CAF";
    case SF_FORMAT_NIST:
      return "NIST";
    case SF_FORMAT_FLAC:
      return "FLAC";
    case SF_FORMAT_OGG:
      return "OGG";
    case SF_FORMAT_MPEG:
      return "MPEG";
    default:
      return nullptr;
  }
}

std::string looks_like(const FileView& view) {
  const auto head = view.bytes(0, 16);
  if (head.starts_with("OggS") || head.starts_with("fLaC") || head.starts_with("ID3") ||
      head.starts_with("RIFF") || head.starts_with("FORM"))
    return "found the beginning '" + head.substr(0, 4) +
           "', but what follows is damaged; copy it again";
  std::string text, bytes;
  for (const char character : head) {
    const auto c = static_cast<unsigned char>(character);
    text += std::isprint(c) ? character : '.';
    bytes += (bytes.empty() ? "" : " ") + std::string(1, "0123456789abcdef"[c >> 4]) +
             "0123456789abcdef"[c & 15];
  }
  return "found bytes " + bytes + " ('" + text + "')";
}

bool is_marked_otherwise(const FileView& view) {
  const auto head = view.bytes(tag_bytes(view.bytes(0, 10)), 12);
  for (const char* mark : {"RIFF", "RIFX", "RF64", "BW64", "riff", "FORM", ".snd", "dns.", "caff",
                           "NIST_1A", "fLaC", "OggS"})
    if (head.starts_with(mark)) return true;
  return is_movie(head);
}

}  // namespace serhost::audio

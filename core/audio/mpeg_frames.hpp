// Walks the frames of an MPEG audio file (mp3): where they begin and end, how many there are, and
// what the file itself says. libsndfile estimates the length of a file that does not say it, from
// the bit rate of the first frame.
#pragma once

#include <optional>
#include <string_view>

#include "audio/file_view.hpp"

namespace serhost::audio {

struct MpegAudio {
  std::int64_t begin = 0, end = 0;  ///< bytes, from the first frame to behind the last
  std::int64_t frames = 0;          ///< whole ones, less one that holds numbers and no audio
  std::int64_t frame_samples = 0, sample_rate = 0, channels = 0;
  std::int64_t missing = 0;              ///< bytes of the last frame that are not there
  std::optional<std::int64_t> declared;  ///< frames, by the Xing or VBRI header
  std::int64_t declared_at = 0;          ///< byte of that number; 0 in VBRI headers
  std::int64_t bytes_at = 0;             ///< byte of the number of bytes beside it, or 0
  bool one_rate = true;                  ///< all frames have one bit rate
  std::string first;                     ///< header of the first frame, 4 bytes

  double seconds(std::int64_t count) const {
    return static_cast<double>(count * frame_samples) / static_cast<double>(sample_rate);
  }
};

/// The size of an ID3v2 tag that begins with these ten bytes; 0 where none does.
std::int64_t tag_bytes(std::string_view header);

/// Nothing where no frames are found: no MPEG audio, or of a free bit rate. Tags and other bytes
/// before, between and behind the frames are passed over.
std::optional<MpegAudio> find_mpeg(const FileView& view);

/// A frame without audio that says how many frames follow it (a Xing header).
std::string length_frame(const MpegAudio& audio);

}  // namespace serhost::audio

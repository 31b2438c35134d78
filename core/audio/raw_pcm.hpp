// Samples without a header, as a pipe from a microphone gives them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::audio {

/// How the samples are coded, little-endian.
enum class PcmCoding { s16, f32 };

struct PcmLayout {
  PcmCoding coding = PcmCoding::s16;
  std::int64_t sample_rate = 16000, channels = 1;
};

/// [one thread] Bytes in pieces of any size to mono samples, channels averaged: as `decode` has it.
/// A stream that begins with a WAV header is read by what that says.
class RawPcm {
 public:
  explicit RawPcm(PcmLayout layout) : layout_(layout) {}

  /// The samples that are whole by now. Throws DataError for what is not finite, or for a header
  /// of a coding that is not known.
  std::vector<float> add(std::string_view bytes);

  /// Whether enough has come to know that; `layout` is then final.
  bool begun() const { return begun_; }
  const PcmLayout& layout() const { return layout_; }
  bool had_header() const { return had_header_; }

  /// Bytes at the end that are no whole sample.
  std::size_t left_over() const { return pending_.size(); }

 private:
  bool read_header();  ///< false: more bytes are needed

  PcmLayout layout_;
  std::string pending_;
  bool begun_ = false, had_header_ = false;
  std::int64_t samples_ = 0;
};

}  // namespace serhost::audio

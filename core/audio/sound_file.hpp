// An open audio file as one run of frames, whatever it consists of: its header is checked and
// completed first, and the links of a chained file follow each other.
#pragma once

#include <memory>

#include "audio/waveform.hpp"

namespace serhost::audio {

class SoundFile {
 public:
  /// Throws DataError that names the file.
  explicit SoundFile(const std::filesystem::path& file);
  ~SoundFile();
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;

  const std::string& name() const;
  const Info& info() const;
  std::int64_t bytes() const;  ///< of the file

  /// The next frame to be read. Throws DataError where the file ends before it.
  void skip_to(std::int64_t frame);
  /// Up to `frames` frames, channel by channel; 0 at the end, or where nothing more can be read.
  std::int64_t read(float* into, std::int64_t frames);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serhost::audio
